import type { Context, Contexts, Scope, Texts } from './expression.ts';
import { type Machine, type Progress, statusOf } from './machine.ts';

/** Where a step stands: in the job, or in a composite action. */
export interface Frame {
  readonly machine: Machine;
  readonly contexts: Contexts;
  /** `env:` of the steps around it, the innermost last: their keys win over whatever a step exports. */
  readonly overrides: Texts;
  readonly steps: Record<string, Context>;
  /** Of the composite action, or of the job, which is the machine's own. */
  readonly progress: Progress;
}

/** What an expression sees there now. */
export function scopeOf({ machine, contexts, overrides, steps, progress }: Frame): Scope {
  const env = { ...machine.env, ...overrides };
  const job = { status: statusOf(machine, machine) };
  return { contexts: { ...contexts, env, steps, job }, status: statusOf(machine, progress) };
}
