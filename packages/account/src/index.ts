export type { ActivityEntry, ActivityLog, ActivityPage } from '@connect-token/core';
export { type Account, type AccountOptions, openAccount } from './account.ts';
export { type AccountFile, parseAccountFile, readAccountFile } from './account-file.ts';
export type { AccountContent } from './account-schema.ts';
export type {
  Bearer,
  BearerProblem,
  ConnectAccess,
  FileContent,
  ItemFilter,
  Sight,
  VaultOverview,
} from './connect-access.ts';
export type { FullItem, ItemField, ItemFile, ItemOverview, ItemSection, ItemUrl } from './items/item.ts';
export { itemDraftOf } from './items/item-body.ts';
export type {
  FieldDraft,
  ItemAction,
  ItemDraft,
  ItemProblem,
  ItemRefusal,
  PasswordRecipe,
  PatchOperation,
} from './items/item-draft.ts';
export { type Rekeyed, type RekeyOptions, rekeyAccount } from './rekey/rekey-account.ts';
export { type SealingKey, sealingKey } from './seal.ts';
export {
  readPreviousSealingKey,
  readSealingKey,
  SEALING_KEY_VARIABLE,
  type SealingKeySource,
} from './sealing-key.ts';
