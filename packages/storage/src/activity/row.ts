import { randomInt } from 'node:crypto';
import { type ActivityEntry, type Instant, instant } from '@connect-token/core';
import type { ActivityTable } from '../schema/activity.ts';

const USER_AGENT_MAX = 256;

/** Longer than any id, and than any address of the internet. */
const ID_MAX = 64;

export const toRow = (
  id: string,
  { requestId, at, action, result, actor, resource }: ActivityEntry,
): ActivityTable => ({
  id,
  at,
  request_id: plain(requestId, ID_MAX),
  action,
  result,
  server_id: actor.serverId,
  token_id: actor.tokenId,
  user_agent: plain(actor.userAgent, USER_AGENT_MAX),
  request_ip: plain(actor.requestIp, ID_MAX),
  resource: resource.type,
  vault_id: resource.vaultId && plain(resource.vaultId, ID_MAX),
  item_id: resource.itemId && plain(resource.itemId, ID_MAX),
  item_version: resource.itemVersion,
});

/**
 * Texts that came from outside: one that PostgreSQL can't hold would keep its whole batch from being written, and one that a terminal
 * obeys would be read by an operator.
 */
const plain = (text: string, max: number): string => text.slice(0, max).replace(/[^\x20-\x7e]/g, '?');

export const toEntry = (row: ActivityTable): ActivityEntry => ({
  requestId: row.request_id,
  at: instant(row.at),
  action: row.action,
  result: row.result,
  actor: {
    serverId: row.server_id,
    tokenId: row.token_id,
    userAgent: row.user_agent,
    requestIp: row.request_ip,
  },
  resource: {
    type: row.resource,
    vaultId: row.vault_id,
    itemId: row.item_id,
    itemVersion: row.item_version,
  },
});

const TIME_LENGTH = 10;

/** What every id of this instant or a later one is greater than, and none of an earlier one. */
export const firstIdAt = (at: Instant): string => at.toString(32).padStart(TIME_LENGTH, '0');

const NONCE_LENGTH = 8;

const COUNT_LENGTH = 8;

/** What the ids of one log have in common, and those of no other one. */
export const newNonce = (): string =>
  randomInt(32 ** NONCE_LENGTH)
    .toString(32)
    .padStart(NONCE_LENGTH, '0');

/**
 * Makes the ids of one log, each greater than the one before: a time, a nonce, a count. Cheaper than a ULID, because every call of the
 * Connect API takes one.
 */
export function rowIds(nonce: string): (at: Instant) => string {
  let latest = 0;
  let time = '';
  let count = 0;
  return (at) => {
    // A clock that was set back must not put what comes later before what is there.
    if (at > latest || time === '') {
      latest = at;
      time = firstIdAt(at);
    }
    count += 1;
    return `${time}${nonce}${count.toString(32).padStart(COUNT_LENGTH, '0')}`;
  };
}
