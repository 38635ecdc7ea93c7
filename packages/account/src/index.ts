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
  VaultOverview,
} from './connect-access.ts';
export {
  FIELD_PURPOSES,
  FIELD_TYPES,
  type FieldPurpose,
  type FieldType,
  type FullItem,
  ITEM_CATEGORIES,
  type ItemCategory,
  type ItemField,
  type ItemFile,
  type ItemOverview,
  type ItemSection,
  type ItemUrl,
  PURPOSE_IDS,
} from './items/item.ts';
export { itemDraftOf } from './items/item-body.ts';
export {
  CHARACTER_SETS,
  type FieldDraft,
  type ItemAction,
  type ItemDraft,
  type ItemProblem,
  type ItemRefusal,
  type PasswordRecipe,
  type PatchOperation,
} from './items/item-draft.ts';
export { type RekeyOptions, rekeyAccount } from './rekey/rekey-account.ts';
export { type SealingKey, sealingKey } from './seal.ts';
export { readSealingKey, SEALING_KEY_VARIABLE, type SealingKeySource } from './sealing-key.ts';
