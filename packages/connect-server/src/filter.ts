import { err, ok, type Result } from '@connect-token/core';
import type { RefusalOf } from './refusal.ts';

/** `eq` is the whole text, `co` a part of it; both tell upper from lower case. */
type Operator = 'eq' | 'co';

/** What a list may be filtered by, and how. */
type Grammar<A extends string> = Readonly<Record<A, readonly Operator[]>>;

export interface Filter<A extends string> {
  readonly attribute: A;
  readonly operator: Operator;
  readonly text: string;
}

/** A vault has a name; clients ask for its title as well. Source: 1password.dev, "Connect Server API reference"; docs/differences.md. */
export const VAULT_FILTERS = { name: ['eq'], title: ['eq'] } as const satisfies Grammar<string>;

export const ITEM_FILTERS = { title: ['eq', 'co'], tag: ['eq'] } as const satisfies Grammar<string>;

/**
 * One comparison such as `title eq "Database"`. Clients put a title between the quotes as it is, so `\"` and `\\` are the
 * only escapes and any other backslash stands for itself; a bare quote within the value is refused, since nobody can tell
 * where it ends. Fails with `FILTER_MALFORMED`.
 * Source: RFC 7644 §3.4.2.2 (attribute and operator in any case); 1password.dev, "Connect Server API reference".
 */
export function parseFilter<A extends string>(
  text: string,
  grammar: Grammar<A>,
): Result<Filter<A>, RefusalOf<'FILTER_MALFORMED'>> {
  const match = COMPARISON.exec(text)?.groups;
  const attribute = match?.['attribute']?.toLowerCase() ?? '';
  const operator = match?.['operator']?.toLowerCase() ?? '';
  const value = match?.['value'];
  if (value !== undefined && isAttribute(attribute, grammar) && isOperator(operator, grammar[attribute])) {
    return ok({ attribute, operator, text: value.replace(/\\(["\\])/g, '$1') });
  }
  return err({ code: 'FILTER_MALFORMED', allowed: formatGrammar(grammar) });
}

const COMPARISON = /^ *(?<attribute>[a-z]+) +(?<operator>[a-z]+) +"(?<value>(?:[^"\\]|\\.)*)" *$/is;

const isAttribute = <A extends string>(text: string, grammar: Grammar<A>): text is A =>
  Object.hasOwn(grammar, text);

const isOperator = (text: string, allowed: readonly Operator[]): text is Operator =>
  allowed.some((operator) => operator === text);

const formatGrammar = (grammar: Grammar<string>): readonly string[] =>
  Object.entries(grammar).flatMap(([attribute, operators]) =>
    operators.map((operator) => `${attribute} ${operator} "…"`),
  );
