import type { Access, TokenVault } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorise } from './authorise.ts';
import { OPERATIONS, type Operation } from './path.ts';
import type { RefusalCode } from './refusal.ts';
import type { Target } from './target.ts';

const inReach = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
const outOfReach = 'bbbbbbbbbbbbbbbbbbbbbbbbbb';
const nowhere = 'cccccccccccccccccccccccccc';
const itemId = 'dddddddddddddddddddddddddd';
const fileId = 'eeeeeeeeeeeeeeeeeeeeeeeeee';

function targetOf(operation: Operation, vaultId: string): Target {
  switch (operation) {
    case 'listVaults':
      return { operation, name: null };
    case 'listActivity':
      return { operation, page: { limit: 1, offset: 0 } };
    case 'getVault':
    case 'createItem':
      return { operation, vaultId };
    case 'listItems':
      return { operation, vaultId, filter: null };
    case 'getItem':
    case 'replaceItem':
    case 'patchItem':
    case 'deleteItem':
      return { operation, vaultId, itemId };
    case 'listFiles':
      return { operation, vaultId, itemId, inline: false };
    case 'getFile':
      return { operation, vaultId, itemId, fileId, inline: false };
    case 'getFileContent':
      return { operation, vaultId, itemId, fileId };
  }
}

const ACCESSES: readonly Access[] = ['r', 'w', 'rw'];

/** Which operations a token with this access in one vault may not do there. */
const READS: readonly Operation[] = ['listItems', 'getItem', 'listFiles', 'getFile', 'getFileContent'];
const WRITES: readonly Operation[] = ['createItem', 'replaceItem', 'patchItem', 'deleteItem'];
const KEPT_FROM: Readonly<Record<Access, readonly Operation[]>> = { r: WRITES, w: READS, rw: [] };

/** What no vault is named for. */
const EVERYWHERE: readonly Operation[] = ['listVaults', 'listActivity'];

const elsewhere = (operation: Operation): RefusalCode | null =>
  EVERYWHERE.includes(operation) ? null : 'VAULT_OUT_OF_REACH';

const table = ACCESSES.flatMap((access) =>
  OPERATIONS.flatMap((operation) => {
    const there = KEPT_FROM[access].includes(operation) ? ('PERMISSION_MISSING' as const) : null;
    return [
      { access, operation, state: 'in reach', vaultId: inReach, expected: there },
      { access, operation, state: 'out of reach', vaultId: outOfReach, expected: elsewhere(operation) },
      { access, operation, state: 'not in the account', vaultId: nowhere, expected: elsewhere(operation) },
    ];
  }),
);

describe('authorisation', () => {
  test.each(table)('$access does $operation in a vault $state: $expected', (row) => {
    const refused = authorise(targetOf(row.operation, row.vaultId), [
      { vaultId: inReach, access: row.access },
    ]);
    expect(refused?.code ?? null).toBe(row.expected);
  });

  test.each(OPERATIONS)('a token whose server lost every grant does %s', (operation) => {
    expect(authorise(targetOf(operation, inReach), [])?.code ?? null).toBe(elsewhere(operation));
  });

  test('names the vault that was asked for, and says what is missing', () => {
    expect(authorise({ operation: 'getVault', vaultId: outOfReach }, [])).toEqual({
      code: 'VAULT_OUT_OF_REACH',
      vaultId: outOfReach,
    });
    const missing = (operation: Operation, access: Access) =>
      authorise(targetOf(operation, inReach), [{ vaultId: inReach, access }]);
    expect(missing('getItem', 'w')).toEqual({ code: 'PERMISSION_MISSING', action: 'read' });
    expect(missing('createItem', 'r')).toEqual({ code: 'PERMISSION_MISSING', action: 'create' });
    expect(missing('replaceItem', 'r')).toEqual({ code: 'PERMISSION_MISSING', action: 'update' });
    expect(missing('patchItem', 'r')).toEqual({ code: 'PERMISSION_MISSING', action: 'update' });
    expect(missing('deleteItem', 'r')).toEqual({ code: 'PERMISSION_MISSING', action: 'delete' });
  });

  test('knows a vault by its id in any case', () => {
    const reach = [{ vaultId: inReach.toUpperCase(), access: 'r' as const }];
    expect(authorise({ operation: 'getVault', vaultId: inReach }, reach)).toBeUndefined();
  });

  test('what one token is refused, a token with less is refused as well', () => {
    const vaultIds = fc.constantFrom(inReach, outOfReach, nowhere);
    const entry = fc.record({ vaultId: vaultIds, access: fc.constantFrom(...ACCESSES) });
    const reaches = fc.uniqueArray(entry, { selector: ({ vaultId }: TokenVault) => vaultId });
    fc.assert(
      fc.property(
        reaches,
        fc.nat(2),
        fc.constantFrom(...OPERATIONS),
        vaultIds,
        (reach, drop, operation, vaultId) => {
          const target = targetOf(operation, vaultId);
          const less = reach.filter((_, index) => index !== drop);
          if (authorise(target, reach) !== undefined) expect(authorise(target, less)).toBeDefined();
        },
      ),
    );
  });
});
