import type { OwnedItems, OwnerAnswer } from '@connect-token/account/items';
import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { ItemSource } from '../op/connect-api.ts';
import { describeOpFailure, type OpFailure } from '../op/failure.ts';
import { apiItemOf, apiOverviewOf, apiVaultOf } from './connect-json.ts';

/** The owner's items where the stand-in for `op` looks things up: both find, choose and print alike. */
export const sourceOf = (items: OwnedItems): ItemSource => ({
  vaults: () => read(items.vaults(), (vaults) => vaults.map(apiVaultOf)),
  items: (vaultId) => read(items.list(vaultId), (list) => list.map(apiOverviewOf)),
  item: (vaultId, itemId) => read(items.item(vaultId, itemId), apiItemOf),
});

async function read<T, U>(answer: OwnerAnswer<T>, convert: (value: T) => U): Promise<Result<U, OpFailure>> {
  const answered = await answer;
  return answered.ok ? ok(convert(answered.value)) : err({ code: 'RULE', failure: answered.error[0] });
}

/** What the stand-in's look-ups fail with, in the words of `connect`. */
export function failuresOf(failure: OpFailure, vault: string | undefined): NonEmpty<Failure> {
  switch (failure.code) {
    case 'RULE':
      return [failure.failure];
    case 'UNKNOWN':
      if (failure.noun === 'vault') return [{ code: 'VAULT_UNKNOWN', vault: failure.text, nearest: null }];
      if (failure.noun === 'item')
        return [{ code: 'ITEM_UNKNOWN', item: failure.text, vault: vault ?? null }];
      return [usage(failure)];
    case 'AMBIGUOUS':
      if (failure.noun === 'vault')
        return [{ code: 'VAULT_AMBIGUOUS', vault: failure.text, ids: failure.ids }];
      if (failure.noun === 'item') return [{ code: 'ITEM_AMBIGUOUS', item: failure.text, ids: failure.ids }];
      return [usage(failure)];
    case 'NOT_SUPPORTED':
    case 'USAGE':
    case 'NOT_SIGNED_IN':
    case 'HOST_INSECURE':
    case 'NO_TEXT':
    case 'NO_CODE':
    case 'CONNECT_UNREACHABLE':
    case 'CONNECT_REFUSED':
    case 'CONNECT_ANSWER':
    case 'FILE':
    case 'START':
    case 'AT':
      return [usage(failure)];
  }
}

const usage = (failure: OpFailure): Failure => ({
  code: 'USAGE_INVALID',
  problem: describeOpFailure(failure),
  instead: null,
});
