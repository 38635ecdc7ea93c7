import { existsSync } from 'node:fs';
import { resolveNames } from '@connect-token/broker';
import type { Failure } from '@connect-token/core';
import type { Setup } from './setup.ts';

/**
 * What the broker would refuse at its start, seen from the files alone: servers and vaults that the configuration or a rule
 * names and that don't exist, aren't unique or have no Connect URL. Nothing can be said where the account file has been put away, or where a
 * data directory exists: then its own servers count, and the start looks at them.
 */
export function checkServers({ config, policy, accountFile }: Setup): readonly Failure[] {
  if (typeof accountFile === 'string' || existsSync(config.dataDirectory)) return [];
  const servers = accountFile.value.servers.map(({ id, name }, index) => ({
    id: id ?? `(server ${index + 1} of the account file, without an id)`,
    name,
    grants: [],
  }));
  const vaults = accountFile.value.vaults.map(({ id, name }) => ({ id: id ?? `(vault ${name})`, name }));
  const resolved = resolveNames(config, policy, { servers, vaults });
  return resolved.ok ? [] : resolved.error;
}
