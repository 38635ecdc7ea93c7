import {
  type AllowRule,
  describe,
  LEASE_RIGHTS,
  parseLifetime,
  parseScopeEntries,
  RULE_LIFETIME_DEFAULT,
  type RuleGrant,
  type Seconds,
  type SweepRule,
  TOKEN_RIGHTS,
  VAULT_TEXT_MAX,
} from '@connect-token/core';
import * as z from 'zod';
import { credits } from './plan-entry.ts';
import { numericId } from './policy-pattern.ts';
import { oneOrMore } from './schema-list.ts';

const SERVERS_MAX = 100;
const REPOSITORIES_MAX = 1_000;

const lifetime = z.string().transform((text, context): Seconds => {
  const parsed = parseLifetime(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: describe(parsed.error) });
  return z.NEVER;
});

const vaultEntries = z
  .array(z.string())
  .min(1, 'is empty')
  .transform((entries, context) => {
    const parsed = parseScopeEntries(entries);
    if (parsed.ok) return parsed.value.map(({ vault, access }) => ({ vault, access }));
    for (const failure of parsed.error) {
      // An entry's number is its place in the list; the failure then stands at the entry's own line of the file.
      const path = 'line' in failure ? [failure.line - 1] : [];
      const message =
        failure.code === 'VAULT_REPEATED'
          ? 'the vault stands in this list already'
          : describe(failure).replace(/^line \d+: /, '');
      context.addIssue({ code: 'custom', path, message });
    }
    return z.NEVER;
  });

/** What a rule grants: vaults, or the care of leases. `grantMistakes` says which keys go together. */
export const policyGrant = z.strictObject({
  server: oneOrMore(z.string().min(1, 'is empty').max(VAULT_TEXT_MAX), SERVERS_MAX).optional(),
  vaults: vaultEntries.optional(),
  lifetime_max: lifetime.optional(),
  /** Vault access credits of all leases of the rule together. */
  credits_max: credits.optional(),
  leases: oneOrMore(z.enum(LEASE_RIGHTS), LEASE_RIGHTS.length).optional(),
  /** Whose leases. An organisation may have thousands, and sweep them by several rules. */
  repositories: oneOrMore(numericId, REPOSITORIES_MAX).optional(),
  tokens: oneOrMore(z.enum(TOKEN_RIGHTS), TOKEN_RIGHTS.length).optional(),
});

type Grant = z.output<typeof policyGrant>;

const VAULT_KEYS = ['server', 'vaults', 'lifetime_max', 'credits_max'] as const satisfies (keyof Grant)[];
const CARE_KEYS = ['leases', 'repositories', 'tokens'] as const satisfies (keyof Grant)[];

export interface RuleMistake {
  readonly path: string[];
  readonly message: string;
}

const has = (granted: Grant, keys: readonly (keyof Grant)[]): boolean =>
  keys.some((key) => granted[key] !== undefined);

/** A rule that did both would let whoever deploys end the leases of others, by a line that nobody reads as that. */
export function grantMistakes(granted: Grant): readonly RuleMistake[] {
  const mistake = (key: keyof Grant | null, message: string): RuleMistake => ({
    path: key === null ? ['grant'] : ['grant', key],
    message,
  });
  const missing = (keys: readonly (keyof Grant)[]): readonly RuleMistake[] =>
    keys.filter((key) => granted[key] === undefined).map((key) => mistake(key, 'is missing'));
  if (!has(granted, CARE_KEYS)) return missing(['server', 'vaults']);
  if (has(granted, VAULT_KEYS))
    return [mistake(null, 'grants either vaults, or `leases` and `tokens`: write two rules')];
  if (granted.leases !== undefined) return missing(['repositories']);
  return granted.repositories === undefined
    ? []
    : [mistake('repositories', 'grants nothing without `leases: [read, end]`')];
}

/** What kind of rule a grant without mistakes makes. */
export function toGrant(
  granted: Grant,
): Pick<AllowRule, 'effect' | 'grant'> | Pick<SweepRule, 'effect' | 'grant'> {
  if (!has(granted, CARE_KEYS)) return { effect: 'allow', grant: vaultGrant(granted) };
  const { leases = [], repositories = [], tokens = [] } = granted;
  return { effect: 'sweep', grant: { leases, repositories, tokens } };
}

function vaultGrant({ server, vaults, lifetime_max, credits_max }: Grant): RuleGrant {
  if (server === undefined || vaults === undefined) throw new Error('invariant: a mistake was let through');
  return {
    servers: server,
    vaults,
    lifetimeMax: lifetime_max ?? RULE_LIFETIME_DEFAULT,
    ...(credits_max === undefined ? {} : { creditsMax: credits_max }),
  };
}
