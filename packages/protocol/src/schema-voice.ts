import { quoteList } from '@connect-token/core';
import * as z from 'zod';

/**
 * What a schema says where it has no words of its own: what is there, and what is allowed. `undefined` leaves it to zod.
 * No value and no unknown key is repeated: a file may hold secrets.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `${isWhole(issue) ? 'the file ' : ''}is ${nameOf(issue.input)}, ${EXPECTED[issue.expected] ?? issue.expected} is needed`;
    case 'invalid_value':
      return `${issue.values.length === 1 ? '' : 'one of '}${quoteList(issue.values.map(String))} is needed`;
    case 'too_small':
      return `at least ${countOf(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `at most ${countOf(issue.maximum, issue.origin)}`;
    case 'unrecognized_keys':
      return `unknown key${issue.inst instanceof z.ZodObject ? `; allowed are ${quoteList(Object.keys(issue.inst.shape))}` : ''}`;
    case 'invalid_union':
      return `is ${nameOf(issue.input)}, which is none of the allowed forms`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return undefined;
  }
}

const isWhole = ({ path }: z.core.$ZodRawIssue): boolean => path === undefined || path.length === 0;

const EXPECTED: Readonly<Partial<Record<string, string>>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a mapping',
  array: 'a list',
};

/** What stands there, in YAML's words. */
function nameOf(input: unknown): string {
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  return typeof input === 'string' ? 'a text' : `a ${typeof input}`;
}

/** `1 entry`, `2 characters`, `65535`. */
function countOf(count: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit === undefined ? `${count}` : `${count} ${count === 1 ? unit.one : unit.many}`;
}

const UNITS: Readonly<Partial<Record<string, { readonly one: string; readonly many: string }>>> = {
  string: { one: 'character', many: 'characters' },
  array: { one: 'entry', many: 'entries' },
};
