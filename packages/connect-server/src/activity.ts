import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ActivityEntry, Bearer } from '@connect-token/account';
import type { Instant } from '@connect-token/core';
import { ACTIONS } from './authorise.ts';
import { formatInstant } from './format.ts';
import type { Operation } from './path.ts';
import type { Trace } from './request-log.ts';

/** Who sent a request, as far as the connection and its headers tell. */
export interface Sender {
  readonly userAgent: string;
  readonly requestIp: string;
}

const USER_AGENT_MAX = 256;

export const senderOf = ({ headers, socket }: IncomingMessage): Sender => ({
  userAgent: (headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX).replaceAll(/[^\x20-\x7e]/g, '?'),
  // A socket of both families writes an address of version 4 as one of version 6 (RFC 4291 §2.5.5.2).
  requestIp: (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''),
});

export interface Use {
  readonly operation: Operation;
  readonly result: ActivityEntry['result'];
  readonly bearer: Bearer;
  readonly sender: Sender;
  readonly trace: Trace;
  readonly at: Instant;
}

/** What a token was used for. */
export function activityOf({ operation, result, bearer, sender, trace, at }: Use): ActivityEntry {
  const { vaultId, itemId, itemVersion } = trace;
  return {
    requestId: randomUUID(),
    at,
    action: WORDS[ACTIONS[operation]],
    result,
    actor: { serverId: bearer.serverId, tokenId: bearer.tokenId, ...sender },
    resource: {
      type: OF_VAULTS.has(operation) ? 'VAULT' : 'ITEM',
      vaultId,
      itemId,
      itemVersion,
    },
  };
}

/** A look at the activity is about no item; there is no third word. */
const OF_VAULTS: ReadonlySet<Operation> = new Set<Operation>(['listVaults', 'getVault', 'listActivity']);

const WORDS = { read: 'READ', create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;

/** An entry of `/v1/activity`. Source: 1password.dev, "Connect Server API reference", APIRequest. */
export const formatActivity = ({ requestId, at, action, result, actor, resource }: ActivityEntry) => ({
  requestId,
  timestamp: formatInstant(at),
  action,
  result,
  actor: {
    id: actor.serverId,
    jti: actor.tokenId,
    userAgent: actor.userAgent,
    requestIp: actor.requestIp,
  },
  resource: {
    type: resource.type,
    ...(resource.vaultId === null ? {} : { vault: { id: resource.vaultId } }),
    ...(resource.itemId === null ? {} : { item: { id: resource.itemId } }),
    ...(resource.itemVersion === null ? {} : { itemVersion: resource.itemVersion }),
  },
});

/** Which entries of how many: `1-50/1134`, counted from 1; `0-0/1134` for a page behind the last. */
export const formatRange = (offset: number, entries: number, total: number): string =>
  entries === 0 ? `0-0/${total}` : `${offset + 1}-${offset + entries}/${total}`;
