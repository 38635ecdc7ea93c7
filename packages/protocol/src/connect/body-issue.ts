import type * as z from 'zod';

/**
 * What is wrong with a part of a request's body: what is there and what is needed, in the words of JSON; `undefined` leaves it to the
 * schema's own words. No value is repeated: it may be a secret.
 */
export function describeBodyIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `is ${kindOf(issue.input)}, ${EXPECTED[issue.expected] ?? issue.expected} is needed`;
    case 'invalid_value':
      return `is not one of ${issue.values.filter((word) => word !== '').join(', ')}`;
    case 'too_small':
      return `is below ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `has more than ${issue.maximum} entries`
        : `is above ${issue.maximum}`;
    case 'unrecognized_keys':
    case 'invalid_union':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return undefined;
  }
}

const EXPECTED: Readonly<Partial<Record<string, string>>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
