import type { CallFailure, Result } from '@connect-token/core';
import { OPERATIONS, type OperationId, type Target } from '@connect-token/protocol/management';

/** The operation that reads the state of a target: its answer is what an `ETag` is made of. */
const READERS = {
  vault: 'readVault',
  server: 'readServer',
  token: 'readToken',
  group: 'readGroup',
  managers: 'readManagers',
  plan: 'readPlan',
} as const satisfies Readonly<Record<Target, OperationId>>;

export const readerOf = (target: Target): OperationId => READERS[target];

/** Whether an operation answers with the state of its target, so that the answer can bear the tag of it. */
export function tellsState(id: OperationId): boolean {
  const { target, answer } = OPERATIONS[id];
  return target !== null && answer === OPERATIONS[READERS[target]].answer;
}

/** The state itself, `null` where there is no such thing. */
export function stateOf(read: Result<object, CallFailure>): Result<object | null, CallFailure> {
  if (read.ok || read.error.effect === 'unknown') return read;
  return ABSENT.has(read.error.failure.code) ? { ok: true, value: null } : read;
}

const ABSENT: ReadonlySet<string> = new Set([
  'VAULT_UNKNOWN',
  'SERVER_UNKNOWN',
  'TOKEN_UNKNOWN',
  'GROUP_UNKNOWN',
]);
