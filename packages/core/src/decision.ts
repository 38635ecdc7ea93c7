import { type Access, covers } from './access.ts';
import type { AllowRule, FailedCondition, RuleGrant, RuleReason } from './policy.ts';
import { formatEntry } from './requested-scope.ts';
import { lookUp } from './resolve.ts';
import type { NonEmpty } from './result.ts';
import type { Scope } from './scope.ts';
import { type Server, sameId } from './server.ts';
import type { Vault } from './vault.ts';

/** The account as far as the names in rules need it. */
export interface PolicyWorld {
  readonly servers: readonly Server[];
  readonly vaults: readonly Vault[];
}

export type Decision =
  | { readonly kind: 'allow'; readonly rule: AllowRule }
  | { readonly kind: 'deny'; readonly reasons: readonly RuleReason[] };

/**
 * The one rule that covers the whole request. Rules are never merged; of several that cover it, the one with the longest
 * lifetime decides, then the first name: so the order of the file means nothing, and a condition added to a rule can only
 * take away (T13). A name in a rule that is unknown or ambiguous grants nothing.
 */
export function decide(
  rules: NonEmpty<AllowRule>,
  server: Server,
  scope: Scope,
  world: PolicyWorld,
): Decision {
  const judged = rules.map((rule) => ({ rule, failed: uncovered(rule.grant, server, scope, world) }));
  const [best] = judged
    .filter(({ failed }) => failed.length === 0)
    .map(({ rule }) => rule)
    .sort(
      (one, other) => other.grant.lifetimeMax - one.grant.lifetimeMax || compareNames(one.name, other.name),
    );
  if (best !== undefined) return { kind: 'allow', rule: best };
  return {
    kind: 'deny',
    reasons: judged.map(({ rule, failed }) => ({ rule: rule.name, effect: 'allow', failed })),
  };
}

const compareNames = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What of a request a grant doesn't cover. */
function uncovered(
  grant: RuleGrant,
  server: Server,
  scope: Scope,
  world: PolicyWorld,
): readonly FailedCondition[] {
  const serverFails: readonly FailedCondition[] = grantsServer(grant, server, world.servers)
    ? []
    : [{ condition: 'server', allowed: grant.servers, seen: server.name }];
  const granted = grantedVaults(grant, world.vaults);
  const allowed = grant.vaults.map(formatEntry);
  const vaultsFail = scope
    .filter(({ vault, access }) => !granted.some((entry) => allows(entry, vault, access)))
    .map(
      ({ vault, access }): FailedCondition => ({
        condition: 'vaults',
        allowed,
        seen: formatEntry({ vault: vault.name, access }),
      }),
    );
  return [...serverFails, ...vaultsFail];
}

interface GrantedVault {
  readonly id: string;
  /** `undefined`: whatever the server has. */
  readonly access: Access | undefined;
}

/** The vaults of a grant that exist, each looked up once: a grant and a request may name a hundred, an account thousands. */
const grantedVaults = (grant: RuleGrant, vaults: readonly Vault[]): readonly GrantedVault[] =>
  grant.vaults.flatMap(({ vault, access }) => {
    const found = lookUp(vault, vaults);
    return found.kind === 'one' ? [{ id: found.thing.id, access }] : [];
  });

const allows = (granted: GrantedVault, vault: Vault, access: Access): boolean =>
  sameId(granted.id, vault.id) && (granted.access === undefined || covers(granted.access, access));

const grantsServer = (grant: RuleGrant, server: Server, servers: readonly Server[]): boolean =>
  grant.servers.some((text) => {
    const found = lookUp(text, servers);
    return found.kind === 'one' && sameId(found.thing.id, server.id);
  });

/** The servers that rules grant, for a request that names none. Names that don't resolve are left out. */
export const grantedServers = (rules: readonly AllowRule[], servers: readonly Server[]): readonly Server[] =>
  servers.filter((server) => rules.some(({ grant }) => grantsServer(grant, server, servers)));
