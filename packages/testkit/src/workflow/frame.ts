import type { Contexts, Json, Scope, Status } from './expression.ts';
import type { Machine } from './machine.ts';
import type { Texts } from './step-process.ts';

/** Where a step stands: in the job, or in a composite action. */
export interface Frame {
  /** Over those of the job. */
  readonly contexts: Contexts;
  /** `env:` of the steps around it, the innermost last: their keys win over whatever a step exports. */
  readonly overrides: Texts;
  readonly steps: Record<string, Json>;
  /** What its status functions say: of the job, or of the composite action so far. */
  status(): Status;
  readonly top: boolean;
}

/** What an expression sees there now. */
export function scopeOf(machine: Machine, { contexts, overrides, steps, status }: Frame): Scope {
  const env = { ...machine.env, ...overrides };
  const job = { status: machine.status };
  return { contexts: { ...machine.order.contexts, ...contexts, env, steps, job }, status: status() };
}
