import { type Access, permissionsOf } from '@connect-token/core';

/**
 * What a token's `vts` says of a vault in `a`. 1Password doesn't document its own bits, so these are ours: they tell a person who
 * decodes a token what it is for. Nothing reads them back; what a token may do stands in the database.
 */
const ACCESS_BITS = { read: 1, write: 2 } as const;

export const accessBits = (access: Access): number =>
  permissionsOf(access).reduce((bits, permission) => bits | ACCESS_BITS[permission], 0);
