import type { FailureCode, TokenOrder } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';
import { BUILT_IN, CONFIGURATION, FINANCE, INBOX, OTHER_SERVER, order, PRODUCTION } from './world.ts';

const NOWHERE = { ...PRODUCTION, id: 'nowhere0000000000000000000' };

const REFUSED: readonly [string, TokenOrder, FailureCode][] = [
  [
    'an unknown server',
    order([[PRODUCTION, 'r']], { serverId: 'NOWHERE0000000000000000000' }),
    'SERVER_UNKNOWN',
  ],
  ['a server’s name for its id', order([[PRODUCTION, 'r']], { serverId: 'Production' }), 'SERVER_UNKNOWN'],
  ['an unknown vault', order([[NOWHERE, 'r']]), 'VAULT_UNKNOWN'],
  [
    'a vault that the server is not granted, although another one is',
    order([[FINANCE, 'r']]),
    'VAULT_NOT_GRANTED',
  ],
  [
    'a vault of the other server of that name',
    order([[PRODUCTION, 'r']], { serverId: OTHER_SERVER.id }),
    'VAULT_NOT_GRANTED',
  ],
  ['to write where reading is granted', order([[CONFIGURATION, 'w']]), 'PERMISSION_NOT_GRANTED'],
  ['to read and write where reading is granted', order([[CONFIGURATION, 'rw']]), 'PERMISSION_NOT_GRANTED'],
  ['to read where writing is granted', order([[INBOX, 'r']]), 'PERMISSION_NOT_GRANTED'],
  [
    'several vaults of which one is refused',
    order([
      [PRODUCTION, 'r'],
      [FINANCE, 'r'],
    ]),
    'VAULT_NOT_GRANTED',
  ],
  ...BUILT_IN.flatMap((vault): [string, TokenOrder, FailureCode][] => [
    [`the built-in vault ${vault.name}`, order([[vault, 'r']]), 'VAULT_BUILT_IN'],
    [
      `the built-in vault ${vault.name} under a false type`,
      order([[{ ...vault, type: 'USER_CREATED' }, 'r']]),
      'VAULT_BUILT_IN',
    ],
  ]),
];

export function refusalContract({ plane, tokens }: Subject): void {
  describe('refused, provably without effect', () => {
    test.each(REFUSED)('%s', async (_, asked, code) => {
      expect(await plane().tokens.create(asked)).toMatchObject({
        ok: false,
        error: { effect: 'none', failure: { code } },
      });
      expect(await tokens()).toEqual([]);
    });
  });
}
