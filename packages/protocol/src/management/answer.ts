import { isManagementCode, type ManagementFailure } from './errors.ts';
import type { AnswerOf, OperationId } from './operations.ts';
import type { Problem } from './problem.ts';
import { take } from './shape.ts';
import { WIRE } from './wire.generated.ts';
import type { WireOperation } from './wire-table.ts';

/** How an operation is asked for: the method, and the path below `/api/v1` with `{names}` of what is to be filled in. */
export const routeOf = (id: OperationId): Pick<WireOperation, 'method' | 'path'> => WIRE.operations[id];

/** The answer to an operation; `undefined` where this is none. */
export const readAnswer = <I extends OperationId>(id: I, json: unknown): AnswerOf<I> | undefined =>
  // The table is made from the schema of this very type.
  take(WIRE.operations[id].answer, json, WIRE.named) as AnswerOf<I> | undefined;

/** The problem that a refusal tells; `undefined` where this is none. */
export const readProblem = (json: unknown): Problem | undefined =>
  take(WIRE.problem, json, WIRE.named) as Problem | undefined;

/** The first failure of a problem; `null` where this version doesn't know it. */
export function failureOfProblem({ errors: [first] }: Problem): ManagementFailure | null {
  return first === undefined ? null : readFailure(first.code, first.evidence);
}

function readFailure(code: string, evidence: unknown): ManagementFailure | null {
  if (!isManagementCode(code)) return null;
  const taken = take(WIRE.evidence[code], evidence, WIRE.named) as object | undefined;
  // The table's schemas are typed by code: this evidence belongs to it.
  return taken === undefined ? null : ({ ...taken, code } as ManagementFailure);
}
