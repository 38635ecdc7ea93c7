import type { TokenUse, UsageChoice, UsagePage } from '@connect-token/core';
import type * as z from 'zod';
import type { tokenUseJson, UsageFilterJson } from '../usage.ts';
import { formatInstant, parseInstant } from './instant.ts';

type TokenUseJson = z.infer<typeof tokenUseJson>;

/** A use as it is published, everywhere: the management API and `connect audit usage` say the same. */
export const formatTokenUse = ({ id, actor, resource, lease, ...entry }: TokenUse): TokenUseJson => ({
  id,
  request_id: entry.requestId,
  at: formatInstant(entry.at),
  action: entry.action,
  result: entry.result,
  server_id: actor.serverId,
  token_id: actor.tokenId,
  user_agent: actor.userAgent,
  request_ip: actor.requestIp,
  resource: {
    type: resource.type,
    vault_id: resource.vaultId,
    item_id: resource.itemId,
    item_version: resource.itemVersion,
  },
  lease: lease && { lease_id: lease.leaseId, repository_id: lease.repositoryId, run_id: lease.runId },
});

export const parseTokenUse = ({ resource, lease, ...use }: TokenUseJson): TokenUse => ({
  id: use.id,
  requestId: use.request_id,
  at: parseInstant(use.at),
  action: use.action,
  result: use.result,
  actor: {
    serverId: use.server_id,
    tokenId: use.token_id,
    userAgent: use.user_agent,
    requestIp: use.request_ip,
  },
  resource: {
    type: resource.type,
    vaultId: resource.vault_id,
    itemId: resource.item_id,
    itemVersion: resource.item_version,
  },
  lease: lease && { leaseId: lease.lease_id, repositoryId: lease.repository_id, runId: lease.run_id },
});

type Filter = Pick<UsagePage, 'choice' | 'since'>;

export const formatUsageFilter = ({ choice, since }: Filter): Record<string, string> => ({
  [choice.by]: idOf(choice),
  ...(since === null ? {} : { since: formatInstant(since) }),
});

function idOf(choice: UsageChoice): string {
  switch (choice.by) {
    case 'lease':
      return choice.leaseId;
    case 'run':
      return choice.runId;
    case 'repository':
      return choice.repositoryId;
    case 'token':
      return choice.tokenId;
  }
}

/** `undefined` where it doesn't name exactly one thing. */
export function parseUsageFilter(json: UsageFilterJson): Filter | undefined {
  const { lease, run, repository, token, since } = json;
  const choices: readonly (UsageChoice | undefined)[] = [
    lease === undefined ? undefined : { by: 'lease', leaseId: lease },
    run === undefined ? undefined : { by: 'run', runId: run },
    repository === undefined ? undefined : { by: 'repository', repositoryId: repository },
    token === undefined ? undefined : { by: 'token', tokenId: token },
  ];
  const [choice, ...more] = choices.filter((each) => each !== undefined);
  if (choice === undefined || more.length > 0) return undefined;
  return { choice, since: since === undefined ? null : parseInstant(since) };
}
