import { resolveNames } from '@connect-token/broker';
import {
  type AllowRule,
  grantOf,
  lookUp,
  type ManagedServer,
  type ManagedVault,
  seconds,
} from '@connect-token/core';
import type { Setup } from '../serve/setup.ts';
import { type Finding, failed, failedBy, fine, warned } from './finding.ts';

/** Longer than nearly every job; whoever needs more can say so in a rule, and should know that they did. */
const LIFETIME_MAX = seconds(3_600);

export interface AccountFacts {
  readonly servers: readonly ManagedServer[];
  readonly vaults: readonly ManagedVault[];
}

/** The configuration's servers and ceilings and the policy's rules against the account as it is: what doesn't exist, and what can never be had. */
export function checkPolicy({ config, policy }: Setup, account: AccountFacts): readonly Finding[] {
  const resolved = resolveNames(config, policy, account);
  const names = resolved.ok ? [] : resolved.error.map((failure) => failedBy('policy', failure));
  const rules = policy.rules.flatMap((rule) => (rule.effect === 'allow' ? checkRule(rule, account) : []));
  if (policy.rules.every(({ effect }) => effect !== 'allow'))
    rules.push(warned('policy', 'no rule allows anything', 'write one: docs/operating.md and examples/acme'));
  const findings = [...names, ...rules];
  return findings.length > 0
    ? findings
    : [fine('policy', `${policy.rules.length} rules, and all that they name exists`)];
}

function checkRule({ name, grant }: AllowRule, { servers, vaults }: AccountFacts): Finding[] {
  const check = `rule ${name}`;
  const findings = grant.vaults.flatMap(({ vault: text }): readonly Finding[] => {
    const found = lookUp(text, vaults);
    if (found.kind === 'none')
      return [warned(check, `there is no vault \`${text}\`: nobody gets it`, nearby(found.nearest))];
    if (found.kind === 'many')
      return [failed(check, `several vaults are called \`${text}\``, `use an id: ${found.ids.join(', ')}`)];
    const granted = grant.servers.some((server) => {
      const one = lookUp(server, servers);
      return one.kind === 'one' && grantOf(one.thing, found.thing.id) !== undefined;
    });
    if (granted) return [];
    const says = `no server of the rule is granted \`${text}\`: nobody gets it`;
    return [warned(check, says, `connect server vault grant, or take \`${text}\` out of the rule`)];
  });
  if (grant.lifetimeMax > LIFETIME_MAX)
    findings.push(
      warned(
        check,
        'its tokens may live longer than an hour',
        'a shorter `lifetime_max`, where its jobs allow it',
      ),
    );
  return findings;
}

const nearby = (nearest: string | null): string =>
  nearest === null ? 'connect vault list shows those there are' : `did you mean \`${nearest}\`?`;
