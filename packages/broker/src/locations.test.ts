import { type Server, seconds, type TrustPolicy } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { resolveLocations } from './locations.ts';

const server = (id: string, name: string): Server => ({ id: id.repeat(26), name, grants: [] });
const SERVERS = [server('P', 'Production'), server('S', 'Staging'), server('1', 'Twin'), server('2', 'Twin')];
const URL_A = 'https://a.example';
const URL_B = 'https://b.example';

const granting = (...servers: readonly string[]): TrustPolicy => ({
  hash: '',
  rules: [
    { effect: 'allow', name: 'r', conditions: [], grant: { servers, vaults: [], lifetimeMax: seconds(60) } },
    { effect: 'deny', name: 'd', conditions: [] },
  ],
});

const entries = (...list: readonly (readonly [string, string])[]) =>
  list.map(([name, connectUrl]) => ({ server: name, connectUrl })) as unknown as Parameters<
    typeof resolveLocations
  >[0];

describe('the Connect URLs', () => {
  test('are found by the name or the id of a server, in either case', () => {
    const resolved = resolveLocations(
      entries(['Production', URL_A], ['s'.repeat(26), URL_B]),
      granting('p'.repeat(26), 'Staging'),
      SERVERS,
    );
    expect(resolved.ok && [...resolved.value]).toEqual([
      ['p'.repeat(26), URL_A],
      ['s'.repeat(26), URL_B],
    ]);
  });

  test('may name servers that no rule grants', () => {
    expect(resolveLocations(entries(['Production', URL_A]), granting(), SERVERS).ok).toBe(true);
  });

  test('and the rules report every mistake at once, each once', () => {
    const resolved = resolveLocations(
      entries(
        ['Production', URL_A],
        ['production', URL_A],
        ['P'.repeat(26), URL_B],
        ['Twin', URL_B],
        ['Gone', URL_B],
      ),
      granting('Staging', 'Gone', 'Twin', 'Nowhere', 'Production'),
      SERVERS,
    );
    expect(!resolved.ok && resolved.error).toEqual([
      { code: 'SERVER_UNKNOWN', server: 'production', nearest: 'Production' },
      { code: 'CONNECT_URL_INVALID', server: 'P'.repeat(26), problem: 'is configured twice' },
      { code: 'SERVER_AMBIGUOUS', server: 'Twin', ids: ['1'.repeat(26), '2'.repeat(26)] },
      { code: 'SERVER_UNKNOWN', server: 'Gone', nearest: null },
      {
        code: 'CONNECT_URL_INVALID',
        server: 'Staging',
        problem: 'is missing: the rule `r` grants this server',
      },
      { code: 'SERVER_UNKNOWN', server: 'Nowhere', nearest: null },
    ]);
  });
});
