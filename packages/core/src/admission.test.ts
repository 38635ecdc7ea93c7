import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FINANCE, NOW, OTHER_SERVER, PRODUCTION, SERVER, STAGING, token } from '../test/acme.ts';
import { law } from '../test/law.ts';
import type { Access } from './access.ts';
import { type AdmissionMoment, type CreditChange, creditsNeeded } from './admission.ts';
import { type CreditPlan, type Credits, refuseCredits, standingUsage, usage } from './credit.ts';
import { withGrant, withoutGrant } from './grant.ts';
import type { NonEmpty } from './result.ts';
import { type Scope, tokenVaults } from './scope.ts';
import { grantOf, type Server, sameId, type VaultGrant } from './server.ts';
import { type Instant, instant } from './time.ts';
import { isLive, reach, type Token } from './token.ts';

const INSTANCE = 'acme0001';
const LEASE_TOKEN = `ct1.${INSTANCE}.01J00000000000000000000000`;
const MOMENT = { instance: INSTANCE, at: NOW };

const scope: Scope = [
  { vault: PRODUCTION, access: 'r' },
  { vault: FINANCE, access: 'r' },
];
const refuseCreditChange = (
  change: CreditChange,
  { plan, used, ...moment }: AdmissionMoment & { readonly plan: CreditPlan; readonly used: Credits },
) => refuseCredits({ plan, used, needed: creditsNeeded(change, moment) });

const metered = (limit: number): CreditPlan => ({ kind: 'metered', limit });

describe('a standing token', () => {
  const change = { kind: 'token.create', order: { serverId: SERVER.id, scope } } as const;

  test('takes a credit for each vault', () => {
    expect(creditsNeeded(change, MOMENT)).toBe(2);
  });

  test('may reach the limit, and not pass it', () => {
    expect(refuseCreditChange(change, { plan: metered(5), used: 3, ...MOMENT })).toBeUndefined();
    expect(refuseCreditChange(change, { plan: metered(5), used: 4, ...MOMENT })).toEqual({
      code: 'CREDITS_EXHAUSTED',
      holder: { kind: 'account' },
      limit: 5,
      used: 4,
      needed: 2,
      retryAfter: null,
    });
    expect(refuseCreditChange(change, { plan: { kind: 'unlimited' }, used: 1e9, ...MOMENT })).toBeUndefined();
  });
});

describe('a vault grant', () => {
  const wanting = token({ vaults: [{ vaultId: FINANCE.id, access: 'r' }] });
  const change = (tokens: readonly Token[], grant: VaultGrant = { vaultId: FINANCE.id, access: 'rw' }) =>
    ({ kind: 'vault.grant', server: SERVER, grant, tokens }) as const;

  test('takes a credit for each token that reaches more by it', () => {
    expect(creditsNeeded(change([wanting, wanting, token()]), MOMENT)).toBe(2);
    expect(refuseCreditChange(change([wanting]), { plan: metered(3), used: 2, ...MOMENT })).toBeUndefined();
    expect(refuseCreditChange(change([wanting]), { plan: metered(2), used: 2, ...MOMENT })).toMatchObject({
      code: 'CREDITS_EXHAUSTED',
      needed: 1,
    });
  });

  test('takes nothing for a lease’s token, which its lease accounts for, and does for another instance’s', () => {
    expect(creditsNeeded(change([{ ...wanting, name: LEASE_TOKEN }]), MOMENT)).toBe(0);
    const foreign = { ...wanting, name: LEASE_TOKEN.replace(INSTANCE, 'another1') };
    expect(creditsNeeded(change([foreign]), MOMENT)).toBe(1);
  });

  test('that narrows has room also over the limit', () => {
    const narrower = change([token()], { vaultId: PRODUCTION.id, access: 'w' });
    expect(creditsNeeded(narrower, MOMENT)).toBe(-1);
    expect(refuseCreditChange(narrower, { plan: metered(0), used: 9, ...MOMENT })).toBeUndefined();
  });
});

describe('for every sequence of changes', () => {
  interface Account {
    readonly servers: readonly Server[];
    readonly tokens: readonly Token[];
    readonly at: Instant;
    /** What was asked for, added up change by change. */
    readonly counted: number;
  }

  const VAULTS = [PRODUCTION, FINANCE, STAGING];
  const START: Account = {
    servers: [
      { ...SERVER, grants: [] },
      { ...OTHER_SERVER, grants: [] },
    ],
    tokens: [],
    at: NOW,
    counted: 0,
  };

  type Step = (account: Account, limit: number) => Account;

  const serverAt = fc.nat({ max: 1 });
  const access = fc.constantFrom<Access>('r', 'w', 'rw');
  const replace = ({ servers }: Account, after: Server): readonly Server[] =>
    servers.map((server) => (sameId(server.id, after.id) ? after : server));
  const facts = (account: Account, limit: number) => ({
    plan: metered(limit),
    used: standingUsage(account.tokens, account.servers, INSTANCE, account.at),
    instance: INSTANCE,
    at: account.at,
  });

  const grant: fc.Arbitrary<Step> = fc
    .tuple(serverAt, fc.constantFrom(...VAULTS), access)
    .map(([position, vault, each]) => (account, limit) => {
      const server = account.servers[position] ?? SERVER;
      const given = { vaultId: vault.id, access: each };
      const change = { kind: 'vault.grant', server, grant: given, tokens: account.tokens } as const;
      if (refuseCreditChange(change, facts(account, limit)) !== undefined) return account;
      const needed = creditsNeeded(change, facts(account, limit));
      return {
        ...account,
        servers: replace(account, withGrant(server, given)),
        counted: account.counted + needed,
      };
    });

  const ungrant: fc.Arbitrary<Step> = fc
    .tuple(serverAt, fc.constantFrom(...VAULTS))
    .map(([position, vault]) => (account, limit) => {
      const after = withoutGrant(account.servers[position] ?? SERVER, vault.id);
      const next = { ...account, servers: replace(account, after) };
      return { ...next, counted: account.counted + facts(next, limit).used - facts(account, limit).used };
    });

  const issue: fc.Arbitrary<Step> = fc
    .tuple(serverAt, fc.subarray(VAULTS, { minLength: 1 }), fc.constantFrom(null, 2, 5))
    .map(([position, asked, life]) => (account, limit) => {
      const server = account.servers[position] ?? SERVER;
      const entries = asked.flatMap((vault) => {
        const granted = grantOf(server, vault.id);
        return granted === undefined ? [] : [{ vault, access: granted.access }];
      });
      if (entries.length === 0) return account;
      const order = { serverId: server.id, scope: entries as unknown as NonEmpty<Scope[number]> };
      const change = { kind: 'token.create', order } as const;
      if (refuseCreditChange(change, facts(account, limit)) !== undefined) return account;
      const made = token({
        id: `token${account.tokens.length}`,
        serverId: server.id,
        vaults: tokenVaults(order.scope),
        expiresAt: life === null ? null : instant(account.at + life),
      });
      const needed = creditsNeeded(change, facts(account, limit));
      return { ...account, tokens: [...account.tokens, made], counted: account.counted + needed };
    });

  const revoke: fc.Arbitrary<Step> = fc.nat({ max: 5 }).map((position) => (account, limit) => {
    const tokens = account.tokens.map(
      (each, at): Token => (at === position ? { ...each, state: 'REVOKED' } : each),
    );
    const next = { ...account, tokens };
    return { ...next, counted: account.counted + facts(next, limit).used - facts(account, limit).used };
  });

  const wait: fc.Arbitrary<Step> = fc.nat({ max: 3 }).map((ms) => (account, limit) => {
    const next = { ...account, at: instant(account.at + ms) };
    return { ...next, counted: account.counted + facts(next, limit).used - facts(account, limit).used };
  });

  const steps = fc.array(fc.oneof(grant, grant, issue, issue, ungrant, revoke, wait), { maxLength: 25 });

  test('usage is the sum over live tokens of the vaults that each reaches, is what was counted, and stays within the limit', () => {
    law(
      fc.property(steps, fc.nat({ max: 6 }), (all, limit) => {
        let account = START;
        for (const step of all) {
          account = step(account, limit);
          const { servers, tokens, at, counted } = account;
          const summed = servers.flatMap((server) =>
            tokens
              .filter((each) => sameId(each.serverId, server.id) && isLive(each, at))
              .flatMap((each) => reach(each, server)),
          ).length;
          expect(usage(tokens, servers, at)).toBe(summed);
          expect(counted).toBe(summed);
          expect(summed).toBeLessThanOrEqual(limit);
          const perServer = servers.reduce((sum, server) => sum + usage(tokens, [server], at), 0);
          expect(perServer).toBe(summed);
        }
      }),
      { runs: 500 },
    );
  });
});
