export { type Account, type AccountOptions, openAccount } from './account.ts';
export { type AccountFile, parseAccountFile, readAccountFile } from './account-file.ts';
export type { AccountContent } from './account-schema.ts';
export type { Bearer, BearerProblem, ConnectAccess, VaultOverview } from './connect-access.ts';
export type {
  FieldPurpose,
  FieldType,
  FullItem,
  ItemCategory,
  ItemField,
  ItemOverview,
  ItemSection,
  ItemUrl,
} from './item.ts';
export { type SealingKey, sealingKey } from './seal.ts';
export { readSealingKey, SEALING_KEY_VARIABLE, type SealingKeySource } from './sealing-key.ts';
