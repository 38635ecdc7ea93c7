import { type CallFailure, ok, type Result, type TokenUse, type UsagePage } from '@connect-token/core';
import { formatUsageFilter, parseTokenUse } from '@connect-token/protocol/management-client';
import { call, type ManagementWire } from './call.ts';

/** As many as are asked for, also where a broker's page ends early because it grew large. */
export async function listUses(
  wire: ManagementWire,
  { limit, before, ...filter }: UsagePage,
): Promise<Result<readonly TokenUse[], CallFailure>> {
  const uses: TokenUse[] = [];
  let cursor = before;
  do {
    const query = {
      ...formatUsageFilter(filter),
      limit: String(limit - uses.length),
      ...(cursor === null ? {} : { cursor }),
    };
    const page = await call(wire, 'listUses', { query });
    if (!page.ok) return page;
    uses.push(...page.value.items.map(parseTokenUse));
    cursor = page.value.items.length === 0 ? null : page.value.next_cursor;
  } while (cursor !== null && uses.length < limit);
  return ok(uses);
}
