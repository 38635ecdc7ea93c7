import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CONFIGURATION,
  FINANCE,
  NOW,
  OTHER_SERVER,
  PRIVATE,
  PRODUCTION,
  SERVER,
  SHARED,
  STAGING,
  TRANSFER,
  TYPES_KNOWN,
  token,
  VAULTS,
} from '../test/acme.ts';
import { law } from '../test/law.ts';
import type { Access } from './access.ts';
import { usage } from './credit.ts';
import { grantCost, hasGrant, refuseGrant, withGrant, withoutGrant } from './grant.ts';
import { grantOf, type Server } from './server.ts';
import { instant } from './time.ts';
import type { Token } from './token.ts';

const WORLD = { vaults: VAULTS, builtIn: TYPES_KNOWN };
const OPEN = { name: 'Production', fixedVaults: null };

describe('a grant is refused', () => {
  test('for no vault that people made', () => {
    expect(refuseGrant(OPEN, PRODUCTION.id, WORLD)).toBeUndefined();
    expect(refuseGrant(OPEN, PRODUCTION.id.toUpperCase(), WORLD)).toBeUndefined();
  });

  test('for a vault that does not exist', () => {
    expect(refuseGrant(OPEN, 'nothing', WORLD)).toEqual({
      code: 'VAULT_UNKNOWN',
      vault: 'nothing',
      nearest: null,
    });
  });

  test('for a name, because names are not unique', () => {
    expect(refuseGrant(OPEN, 'Production', WORLD)).toMatchObject({ code: 'VAULT_UNKNOWN' });
  });

  test.each([PRIVATE, SHARED, TRANSFER])('for the built-in vault $name', (vault) => {
    expect(refuseGrant(OPEN, vault.id, WORLD)).toMatchObject({ code: 'VAULT_BUILT_IN', id: vault.id });
    const fixedVaults = [vault.id];
    expect(refuseGrant({ ...OPEN, fixedVaults }, vault.id, WORLD)).toMatchObject({ code: 'VAULT_BUILT_IN' });
  });

  test('for Shared only until a setting allows it', () => {
    const builtIn = { ...TYPES_KNOWN, allowEveryone: true };
    expect(refuseGrant(OPEN, SHARED.id, { ...WORLD, builtIn })).toBeUndefined();
    expect(refuseGrant(OPEN, PRIVATE.id, { ...WORLD, builtIn })).toMatchObject({ code: 'VAULT_BUILT_IN' });
  });

  test('for what a fixed set did not begin with, and for nothing else', () => {
    const fixed = { name: 'Fixed', fixedVaults: [PRODUCTION.id.toUpperCase()] };
    expect(refuseGrant(fixed, PRODUCTION.id, WORLD)).toBeUndefined();
    expect(refuseGrant(fixed, FINANCE.id, WORLD)).toEqual({
      code: 'VAULTS_FIXED',
      server: 'Fixed',
      vault: 'Finance',
    });
    expect(refuseGrant({ name: 'Empty', fixedVaults: [] }, PRODUCTION.id, WORLD)).toMatchObject({
      code: 'VAULTS_FIXED',
    });
  });
});

describe('the grants of a server', () => {
  test('gain a vault, or change its access, each vault once', () => {
    const staging = withGrant(OTHER_SERVER, { vaultId: FINANCE.id, access: 'r' });
    expect(staging.grants).toEqual([
      { vaultId: STAGING.id, access: 'rw' },
      { vaultId: FINANCE.id, access: 'r' },
    ]);
    expect(withGrant(staging, { vaultId: FINANCE.id.toUpperCase(), access: 'w' }).grants).toEqual([
      { vaultId: STAGING.id, access: 'rw' },
      { vaultId: FINANCE.id.toUpperCase(), access: 'w' },
    ]);
  });

  test('lose a vault by its id in any case, and none twice', () => {
    const without = withoutGrant(OTHER_SERVER, STAGING.id.toUpperCase());
    expect(without.grants).toEqual([]);
    expect(withoutGrant(without, STAGING.id)).toEqual(without);
  });

  test('have a grant only where its access is the same', () => {
    const has = (access: Access) => hasGrant(OTHER_SERVER, { vaultId: STAGING.id.toUpperCase(), access });
    expect([has('rw'), has('r'), has('w')]).toEqual([true, false, false]);
    expect(hasGrant(OTHER_SERVER, { vaultId: FINANCE.id, access: 'r' })).toBe(false);
  });
});

describe('what a grant costs', () => {
  const wanting = (access: Access, over: Partial<Token> = {}) =>
    token({ vaults: [{ vaultId: FINANCE.id, access }], ...over });
  const cost = (access: Access, tokens: readonly Token[]) =>
    grantCost(SERVER, withGrant(SERVER, { vaultId: FINANCE.id, access }), tokens, NOW);

  test('a credit for each live token of the server that names the vault, and reaches it by then', () => {
    expect(cost('r', [])).toBe(0);
    expect(cost('r', [wanting('r'), wanting('rw'), wanting('w')])).toBe(2);
    expect(cost('rw', [wanting('r'), wanting('rw'), wanting('w')])).toBe(3);
    expect(cost('r', [wanting('r', { expiresAt: NOW }), wanting('r', { state: 'REVOKED' })])).toBe(0);
    expect(cost('r', [wanting('r', { serverId: OTHER_SERVER.id })])).toBe(0);
    expect(cost('r', [wanting('r', { expiresAt: instant(NOW + 1) })])).toBe(1);
  });

  test('nothing for another permission in a vault that is reached already, and less than nothing where it takes', () => {
    const narrower = withGrant(SERVER, { vaultId: PRODUCTION.id, access: 'w' });
    expect(grantCost(SERVER, narrower, [token()], NOW)).toBe(-1);
    expect(grantCost(narrower, SERVER, [token()], NOW)).toBe(1);
    expect(grantCost(SERVER, withoutGrant(SERVER, CONFIGURATION.id), [token(), token()], NOW)).toBe(-2);
    expect(
      grantCost(SERVER, withGrant(SERVER, { vaultId: PRODUCTION.id, access: 'r' }), [token()], NOW),
    ).toBe(0);
  });
});

describe('for every server, grant and token', () => {
  const IDS = [PRODUCTION, CONFIGURATION, STAGING, FINANCE].map((vault) => vault.id);
  const access = fc.constantFrom<Access>('r', 'w', 'rw');
  const entry = fc.record({ vaultId: fc.constantFrom(...IDS), access });
  const entries = fc.uniqueArray(entry, { selector: ({ vaultId }) => vaultId });
  const servers: fc.Arbitrary<readonly [Server, Server]> = fc.tuple(entries, entries).map(([one, other]) => [
    { ...SERVER, grants: one },
    { ...OTHER_SERVER, grants: other },
  ]);
  const tokens: fc.Arbitrary<Token[]> = fc.array(
    fc
      .record({
        vaults: fc.uniqueArray(entry, { selector: ({ vaultId }) => vaultId, minLength: 1 }),
        serverId: fc.constantFrom(SERVER.id, OTHER_SERVER.id.toLowerCase()),
        state: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'REVOKED' as const),
        expiresAt: fc.constantFrom(null, NOW, instant(NOW + 1)),
      })
      .map(token),
  );

  test('the cost of a change is the difference that it makes to the usage of the whole account', () => {
    law(
      fc.property(servers, entry, tokens, fc.boolean(), ([server, other], grant, all, takes) => {
        const after = takes ? withoutGrant(server, grant.vaultId) : withGrant(server, grant);
        const before = usage(all, [server, other], NOW);
        expect(grantCost(server, after, all, NOW)).toBe(usage(all, [after, other], NOW) - before);
      }),
    );
  });

  test('a revoked vault never costs, and a grant that changes nothing is free', () => {
    law(
      fc.property(servers, entry, tokens, ([server], grant, all) => {
        expect(grantCost(server, withoutGrant(server, grant.vaultId), all, NOW)).toBeLessThanOrEqual(0);
        const after = withGrant(server, grant);
        expect(hasGrant(after, grant)).toBe(true);
        if (hasGrant(server, grant)) expect(grantCost(server, after, all, NOW)).toBe(0);
      }),
    );
  });

  test('granted and revoked, a vault is gone, and the others are as they were', () => {
    law(
      fc.property(servers, entry, ([server], grant) => {
        const after = withoutGrant(withGrant(server, grant), grant.vaultId);
        expect(grantOf(after, grant.vaultId)).toBeUndefined();
        expect(after).toEqual(withoutGrant(server, grant.vaultId));
      }),
    );
  });
});
