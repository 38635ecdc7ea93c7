import type { ItemProblem } from '@connect-token/account';
import { err, isNonEmpty, ok, type Result } from '@connect-token/core';
import { describeBodyIssue } from '@connect-token/protocol/connect';
import type { ZodType } from 'zod';
import type { RefusalOf } from './refusal.ts';

/** A body of the shape that its operation takes. Fails with everything that is wrong with it, by its place; no value is repeated. */
export function takeBody<T>(schema: ZodType<T>, body: unknown): Result<T, RefusalOf<'ITEM_INVALID'>> {
  const parsed = schema.safeParse(body, { error: describeBodyIssue });
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: formatPath(path),
    problem: message,
  }));
  if (!isNonEmpty(problems)) throw new Error('invariant: what is refused has an issue');
  return err({ code: 'ITEM_INVALID', problems });
}

/** `fields[2].label`, as the account names places. */
const formatPath = (path: readonly PropertyKey[]): ItemProblem['path'] =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
