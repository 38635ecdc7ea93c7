import { type Access, type Permission, permissionsOf } from '@connect-token/core';

/** The words of `op connect token list --format json`. Source: github.com/1Password/op-js, its types. */
const ACL_WORDS: Readonly<Record<Permission, string>> = { read: 'allow_viewing', write: 'allow_editing' };

export const aclOf = (access: Access): readonly string[] =>
  permissionsOf(access).map((permission) => ACL_WORDS[permission]);
