import {
  err,
  type Failure,
  isNonEmpty,
  mapNonEmpty,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import type * as z from 'zod';
import { readJsonValues } from './json-values.ts';
import { type OpTemplate, opTemplate } from './op-item.ts';

/** An item as JSON. Fails with `FILE_MALFORMED`, every mistake at once; no value is repeated. */
export function parseTemplate(path: string, text: string): Result<OpTemplate, NonEmpty<Failure>> {
  const values = readJsonValues(text);
  if (!values.ok) return err([malformed(path, values.error.line, 'this is not JSON')]);
  const [first, ...others] = values.value;
  if (first === undefined || others.length > 0)
    return err([malformed(path, others[0]?.line ?? 1, 'one item is needed, as a JSON object')]);
  const parsed = opTemplate.safeParse(first.value);
  return parsed.success ? ok(parsed.data) : err(mistakesOf(path, first.line, '', parsed.error));
}

/** What a schema refuses, with its place. */
export function mistakesOf(path: string, line: number, within: string, error: z.ZodError): NonEmpty<Failure> {
  const { issues } = error;
  if (!isNonEmpty(issues)) throw new Error('invariant: a schema refused without an issue');
  return mapNonEmpty(issues, (issue) => {
    const place = issue.path.reduce<string>(
      (whole, key) =>
        typeof key === 'number' ? `${whole}[${key}]` : `${whole}${whole === '' ? '' : '.'}${String(key)}`,
      within,
    );
    const problem =
      issue.code === 'custom' ? issue.message : 'is missing, or of another type than `op` writes';
    return malformed(path, line, place === '' ? problem : `${place}: ${problem}`);
  });
}

export const malformed = (path: string, line: number, problem: string): Failure => ({
  code: 'FILE_MALFORMED',
  path,
  line,
  column: 1,
  problem,
});
