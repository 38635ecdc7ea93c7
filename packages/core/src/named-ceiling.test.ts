import { describe, expect, test } from 'vitest';
import {
  allow,
  FACTS,
  LOGS_ONE,
  LOGS_TWO,
  OTHER_SERVER,
  PRODUCTION,
  policy,
  REQUEST,
  SERVER,
  SERVERS,
  STAGING,
  VAULTS,
} from '../test/acme.ts';
import { planMint } from './mint.ts';
import { type NamedCeiling, refuseCeilings, resolveCeilings } from './named-ceiling.ts';

const WORLD = { servers: SERVERS, vaults: VAULTS };

const ofServer = (server: string, limit = 3): NamedCeiling => ({ kind: 'server', server, limit });
const ofVault = (vault: string, limit = 3): NamedCeiling => ({ kind: 'vault', vault, limit });

describe('a ceiling that is written by name', () => {
  test('is of what the name or the id names now', () => {
    const named = [ofServer('Production', 1), ofServer(SERVER.id.toLowerCase(), 2), ofVault('Production', 3)];
    expect(resolveCeilings(named, WORLD)).toEqual([
      { holder: { kind: 'server', serverId: SERVER.id }, limit: 1 },
      { holder: { kind: 'server', serverId: SERVER.id }, limit: 2 },
      { holder: { kind: 'vault', vaultId: PRODUCTION.id }, limit: 3 },
    ]);
    expect(refuseCeilings(named, WORLD)).toEqual([]);
  });

  test('is of each thing of that name, and that is told', () => {
    expect(resolveCeilings([ofVault('Logs')], WORLD).map(({ holder }) => holder)).toEqual([
      { kind: 'vault', vaultId: LOGS_ONE.id },
      { kind: 'vault', vaultId: LOGS_TWO.id },
    ]);
    expect(refuseCeilings([ofVault('Logs')], WORLD)).toEqual([
      { code: 'VAULT_AMBIGUOUS', vault: 'Logs', ids: [LOGS_ONE.id, LOGS_TWO.id] },
    ]);
    const twins = { ...WORLD, servers: [SERVER, { ...SERVER, id: 'TWIN' }] };
    expect(resolveCeilings([ofServer('Production')], twins)).toHaveLength(2);
    expect(refuseCeilings([ofServer('Production')], twins)).toMatchObject([{ code: 'SERVER_AMBIGUOUS' }]);
  });

  test('is of nothing where nothing is named so, and that is told', () => {
    const named = [ofServer('production'), ofVault('Nowhere')];
    expect(resolveCeilings(named, WORLD)).toEqual([]);
    expect(refuseCeilings(named, WORLD)).toEqual([
      { code: 'SERVER_UNKNOWN', server: 'production', nearest: 'Production' },
      { code: 'VAULT_UNKNOWN', vault: 'Nowhere', nearest: null },
    ]);
  });
});

describe('the ceilings of a mint', () => {
  const ceilingsOf = (ceilings: readonly NamedCeiling[], creditsMax?: number) => {
    const rule = allow();
    const grant = creditsMax === undefined ? rule.grant : { ...rule.grant, creditsMax };
    const planned = planMint(REQUEST, { ...FACTS, ceilings, policy: policy({ ...rule, grant }) });
    if (!planned.ok) throw new Error('it is refused');
    return planned.value.ceilings;
  };

  test('are its rule’s, its server’s and its vaults’, and nobody else’s', () => {
    const named = [
      ofServer('Production', 4),
      ofServer(OTHER_SERVER.name, 5),
      ofVault('Production', 6),
      ofVault(STAGING.name, 7),
    ];
    expect(ceilingsOf(named, 2)).toEqual([
      { holder: { kind: 'rule', rule: 'deploy' }, limit: 2 },
      { holder: { kind: 'server', serverId: SERVER.id }, limit: 4 },
      { holder: { kind: 'vault', vaultId: PRODUCTION.id }, limit: 6 },
    ]);
  });

  test('are none where none is set', () => {
    expect(ceilingsOf([])).toEqual([]);
  });
});
