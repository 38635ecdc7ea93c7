import { type CallFailure, err, ok, type Result } from '@connect-token/core';
import { type AnswerOf, PAGE_LIMIT_MAX } from '@connect-token/protocol/management-client';
import { call, type ManagementWire } from './call.ts';

type ListId =
  | 'listVaults'
  | 'listServers'
  | 'listTokens'
  | 'listPeople'
  | 'listGroups'
  | 'listLeases'
  | 'listCredentials';

type RowOf<I extends ListId> = AnswerOf<I>['items'][number];

/** A broker whose cursors run in a circle would be asked for ever: a million rows are more than any account has. */
const PAGES_MAX = 1_000;

/** A whole list, page by page. */
export async function readAll<I extends ListId>(
  wire: ManagementWire,
  id: I,
): Promise<Result<readonly RowOf<I>[], CallFailure>> {
  const rows: RowOf<I>[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const query: Record<string, string> = {
      limit: String(PAGE_LIMIT_MAX),
      ...(cursor === null ? {} : { cursor }),
    };
    const page: Result<AnswerOf<I>, CallFailure> = await call(wire, id, { query });
    if (!page.ok) return page;
    rows.push(...(page.value.items as readonly RowOf<I>[]));
    cursor = page.value.next_cursor;
    if (cursor === null) return ok(rows);
  }
  const cause = `its list has no end after ${PAGES_MAX} pages`;
  return err({
    effect: 'none',
    failure: { code: 'BROKER_ANSWER_INVALID', url: wire.shown, cause, attempts: 1 },
  });
}
