import type { Access, TokenVault } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorise } from './authorise.ts';
import { KINDS, type Kind } from './path.ts';
import type { RefusalCode } from './refusal.ts';
import type { Target } from './target.ts';

const inReach = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
const outOfReach = 'bbbbbbbbbbbbbbbbbbbbbbbbbb';
const nowhere = 'cccccccccccccccccccccccccc';
const itemId = 'dddddddddddddddddddddddddd';

function targetOf(kind: Kind, vaultId: string): Target {
  switch (kind) {
    case 'vaults':
      return { kind, filter: null };
    case 'vault':
      return { kind, vaultId };
    case 'items':
      return { kind, vaultId, filter: null };
    case 'item':
      return { kind, vaultId, itemId };
  }
}

const ACCESSES: readonly Access[] = ['r', 'w', 'rw'];

/** What a token with this access in one vault is answered there: `null` is a yes. */
const THERE: Readonly<Record<Access, Readonly<Record<Kind, RefusalCode | null>>>> = {
  r: { vaults: null, vault: null, items: null, item: null },
  w: { vaults: null, vault: null, items: 'PERMISSION_MISSING', item: 'PERMISSION_MISSING' },
  rw: { vaults: null, vault: null, items: null, item: null },
};

/** And anywhere else, whatever it may do there. */
const ELSEWHERE: Readonly<Record<Kind, RefusalCode | null>> = {
  vaults: null,
  vault: 'VAULT_OUT_OF_REACH',
  items: 'VAULT_OUT_OF_REACH',
  item: 'VAULT_OUT_OF_REACH',
};

const table = ACCESSES.flatMap((access) =>
  KINDS.flatMap((kind) => [
    { access, kind, state: 'in reach', vaultId: inReach, expected: THERE[access][kind] },
    { access, kind, state: 'out of reach', vaultId: outOfReach, expected: ELSEWHERE[kind] },
    { access, kind, state: 'not in the account', vaultId: nowhere, expected: ELSEWHERE[kind] },
  ]),
);

describe('authorisation', () => {
  test.each(table)('$access asks for $kind of a vault $state: $expected', (row) => {
    const refused = authorise(targetOf(row.kind, row.vaultId), [{ vaultId: inReach, access: row.access }]);
    expect(refused?.code ?? null).toBe(row.expected);
  });

  test.each(KINDS)('a token whose server lost every grant asks for %s', (kind) => {
    expect(authorise(targetOf(kind, inReach), [])?.code ?? null).toBe(ELSEWHERE[kind]);
  });

  test('names the vault that was asked for, and says what is missing', () => {
    expect(authorise({ kind: 'vault', vaultId: outOfReach }, [])).toEqual({
      code: 'VAULT_OUT_OF_REACH',
      vaultId: outOfReach,
    });
    expect(
      authorise({ kind: 'item', vaultId: inReach, itemId }, [{ vaultId: inReach, access: 'w' }]),
    ).toEqual({
      code: 'PERMISSION_MISSING',
      action: 'read',
    });
  });

  test('knows a vault by its id in any case', () => {
    const reach = [{ vaultId: inReach.toUpperCase(), access: 'r' as const }];
    expect(authorise({ kind: 'vault', vaultId: inReach }, reach)).toBeUndefined();
  });

  test('what one token is refused, a token with less is refused as well', () => {
    const vaultIds = fc.constantFrom(inReach, outOfReach, nowhere);
    const entry = fc.record({ vaultId: vaultIds, access: fc.constantFrom(...ACCESSES) });
    const reaches = fc.uniqueArray(entry, { selector: ({ vaultId }: TokenVault) => vaultId });
    fc.assert(
      fc.property(reaches, fc.nat(2), fc.constantFrom(...KINDS), vaultIds, (reach, drop, kind, vaultId) => {
        const target = targetOf(kind, vaultId);
        const less = reach.filter((_, index) => index !== drop);
        if (authorise(target, reach) !== undefined) expect(authorise(target, less)).toBeDefined();
      }),
    );
  });
});
