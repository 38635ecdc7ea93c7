import type { ItemFilter } from '@connect-token/account';
import { err, ok, type Result } from '@connect-token/core';
import { ACTIVITY_LIMIT } from '@connect-token/protocol/connect';
import { ITEM_FILTERS, parseFilter, VAULT_FILTERS } from './filter.ts';
import type { RefusalOf } from './refusal.ts';

export type QueryRefusal = RefusalOf<'FILTER_MALFORMED' | 'PARAMETER_MALFORMED' | 'PARAMETER_REPEATED'>;

/** The name that vaults are asked for; `null`: all of them. */
export function parseVaultName(query: URLSearchParams): Result<string | null, QueryRefusal> {
  const text = parameter(query, 'filter');
  if (!text.ok || text.value === null) return text;
  const filter = parseFilter(text.value, VAULT_FILTERS);
  return filter.ok ? ok(filter.value.text) : filter;
}

/** What items are asked for; `null`: all of them. */
export function parseItemFilter(query: URLSearchParams): Result<ItemFilter | null, QueryRefusal> {
  const given = parameter(query, 'filter');
  if (!given.ok || given.value === null) return given as Result<null, QueryRefusal>;
  const filter = parseFilter(given.value, ITEM_FILTERS);
  if (!filter.ok) return filter;
  const { attribute, operator, text } = filter.value;
  return ok(attribute === 'tag' ? { attribute, operator: 'eq', text } : { attribute, operator, text });
}

/** Whether files are wanted with their bytes. Clients in Python write `True`. */
export function parseInline(query: URLSearchParams): Result<boolean, QueryRefusal> {
  const text = parameter(query, 'inline_files');
  if (!text.ok) return text;
  const word = text.value?.toLowerCase() ?? 'false';
  return word === 'true' || word === 'false'
    ? ok(word === 'true')
    : err({ code: 'PARAMETER_MALFORMED', name: 'inline_files', allowed: 'true or false' });
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export function parsePage(query: URLSearchParams): Result<Page, QueryRefusal> {
  const limit = parseCount(query, 'limit', {
    min: 1,
    max: ACTIVITY_LIMIT.max,
    absent: ACTIVITY_LIMIT.default,
  });
  if (!limit.ok) return limit;
  const offset = parseCount(query, 'offset', { min: 0, max: Number.MAX_SAFE_INTEGER, absent: 0 });
  return offset.ok ? ok({ limit: limit.value, offset: offset.value }) : offset;
}

function parseCount(
  query: URLSearchParams,
  name: string,
  { min, max, absent }: { readonly min: number; readonly max: number; readonly absent: number },
): Result<number, QueryRefusal> {
  const text = parameter(query, name);
  if (!text.ok) return text;
  if (text.value === null) return ok(absent);
  const count = /^\d{1,16}$/.test(text.value) ? Number(text.value) : Number.NaN;
  return count >= min && count <= max
    ? ok(count)
    : err({ code: 'PARAMETER_MALFORMED', name, allowed: `a whole number from ${min} to ${max}` });
}

/** One that is given twice is refused, because one of them would be ignored. */
function parameter(
  query: URLSearchParams,
  name: string,
): Result<string | null, RefusalOf<'PARAMETER_REPEATED'>> {
  const [text, ...more] = query.getAll(name);
  return more.length === 0 ? ok(text ?? null) : err({ code: 'PARAMETER_REPEATED', name });
}
