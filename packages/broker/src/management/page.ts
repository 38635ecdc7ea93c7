import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { noFilter, type Operation, PAGE_LIMIT_DEFAULT, pageQuery } from '@connect-token/protocol/management';

/** Which part of a list is asked for. */
export interface PageAsk {
  readonly limit: number;
  /** The id of the last row that the caller has. */
  readonly cursor: string | null;
  /** What it is narrowed by, checked by the operation's schema. */
  readonly filter: object;
}

export interface Page<R> {
  readonly items: R[];
  readonly next_cursor: string | null;
}

export function parsePage(
  query: unknown,
  filter: Operation['filter'],
): Result<PageAsk, FailureOf<'REQUEST_MALFORMED'>> {
  const { limit: rows, cursor: after, ...narrowed } = query as Readonly<Record<string, unknown>>;
  const parsed = pageQuery.safeParse({ limit: rows, cursor: after });
  const given = (filter ?? noFilter).strict().safeParse(narrowed);
  if (!parsed.success || !given.success) {
    const names = Object.keys(filter?.shape ?? {}).map((name) => `\`${name}\``);
    const more = names.length === 0 ? '' : `, and to be narrowed by ${names.join(', ')}`;
    const problem = `a list takes \`limit\`, from 1 to 1000, and \`cursor\`, as the page before gave it${more}; each once`;
    return err({ code: 'REQUEST_MALFORMED', problem });
  }
  const { limit = PAGE_LIMIT_DEFAULT, cursor = null } = parsed.data;
  return ok({ limit, cursor, filter: given.data });
}

interface Row {
  readonly id: string;
}

/**
 * One page of a list, ordered by id: whatever is made or ended between two pages, no row that stays is skipped or comes twice. It ends
 * early where it grows too large; `pageBytesMax` is of JSON text.
 */
export function pageOf<T extends Row, R extends object>(
  rows: readonly T[],
  { limit, cursor }: Pick<PageAsk, 'limit' | 'cursor'>,
  format: (row: T) => R,
  pageBytesMax: number,
): Page<R> {
  const rest = rows
    .filter(({ id }) => cursor === null || id > cursor)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return cut(rest, limit, format, pageBytesMax);
}

/** The first of these rows, as many as a page takes. */
export function cut<T extends Row, R extends object>(
  rows: readonly T[],
  limit: number,
  format: (row: T) => R,
  pageBytesMax: number,
): Page<R> {
  const items: R[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    const item = format(row);
    bytes += JSON.stringify(item).length;
    if (items.length > 0 && bytes > pageBytesMax) break;
    items.push(item);
  }
  const more = items.length < rows.length;
  return { items, next_cursor: more ? (rows[items.length - 1]?.id ?? null) : null };
}
