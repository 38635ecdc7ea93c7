import {
  type CeilingWorld,
  err,
  type Failure,
  type FailureOf,
  isNonEmpty,
  lookUp,
  type NonEmpty,
  ok,
  type Result,
  refuseCeilings,
  type Server,
  type TrustPolicy,
} from '@connect-token/core';
import type { Config } from '@connect-token/protocol/files';

/** Where jobs reach each server: Connect URLs by server id in lower case. */
export type Locations = ReadonlyMap<string, string>;

/** Where jobs reach a server that was granted: one that came into being since the policy was read has no Connect URL. */
export function locationOf(
  locations: Locations,
  { id, name }: Pick<Server, 'id' | 'name'>,
): Result<string, FailureOf<'CONNECT_URL_INVALID'>> {
  const location = locations.get(id.toLowerCase());
  if (location !== undefined) return ok(location);
  const problem = 'is missing: the server was made after the broker read its policy';
  return err({ code: 'CONNECT_URL_INVALID', server: name, problem });
}

/**
 * The Connect URL of every server that a rule grants. Every mistake is reported at once: a name that is unknown or ambiguous,
 * in the configuration or in a rule, a server with two URLs, and a granted server without one.
 */
export function resolveLocations(
  entries: Config['servers'],
  policy: TrustPolicy,
  servers: readonly Server[],
): Result<Locations, NonEmpty<Failure>> {
  const failures: Failure[] = [];
  const locations = new Map<string, string>();
  for (const { server: text, connectUrl } of entries) {
    const found = findServer(text, servers);
    if (!found.ok) failures.push(found.error);
    else if (locations.has(found.value.id.toLowerCase()))
      failures.push({ code: 'CONNECT_URL_INVALID', server: text, problem: 'is configured twice' });
    else locations.set(found.value.id.toLowerCase(), connectUrl);
  }
  const configured = new Set(entries.map(({ server }) => server));
  for (const [text, rule] of grantedNames(policy)) {
    const found = findServer(text, servers);
    if (found.ok && !locations.has(found.value.id.toLowerCase()))
      failures.push({
        code: 'CONNECT_URL_INVALID',
        server: text,
        problem: `is missing: the rule \`${rule}\` grants this server`,
      });
    // A name that the configuration has as well was reported above.
    else if (!found.ok && !configured.has(text)) failures.push(found.error);
  }
  return isNonEmpty(failures) ? err(failures) : ok(locations);
}

/** The same, with every server and vault that has a ceiling: one that bounds nothing is a mistake as well. */
export function resolveNames(
  { servers: entries, ceilings }: Pick<Config, 'servers' | 'ceilings'>,
  policy: TrustPolicy,
  world: CeilingWorld & { readonly servers: readonly Server[] },
): Result<Locations, NonEmpty<Failure>> {
  const locations = resolveLocations(entries, policy, world.servers);
  const failures = [...(locations.ok ? [] : locations.error), ...refuseCeilings(ceilings, world)];
  return isNonEmpty(failures) ? err(failures) : locations;
}

/** Each server text that rules grant, with the first rule that does. */
function grantedNames({ rules }: TrustPolicy): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rule of rules) {
    if (rule.effect !== 'allow') continue;
    for (const server of rule.grant.servers) if (!names.has(server)) names.set(server, rule.name);
  }
  return names;
}

function findServer(text: string, servers: readonly Server[]): Result<Server, Failure> {
  const found = lookUp(text, servers);
  switch (found.kind) {
    case 'one':
      return ok(found.thing);
    case 'none':
      return err({ code: 'SERVER_UNKNOWN', server: text, nearest: found.nearest });
    case 'many':
      return err({ code: 'SERVER_AMBIGUOUS', server: text, ids: found.ids });
  }
}
