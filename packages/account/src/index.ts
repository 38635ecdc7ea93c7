export type { Bearer, BearerProblem, ConnectAccess, VaultOverview } from './connect-access.ts';
export {
  FIELD_PURPOSES,
  FIELD_TYPES,
  type FieldPurpose,
  type FieldType,
  type FullItem,
  ITEM_CATEGORIES,
  type ItemCategory,
  type ItemField,
  type ItemOverview,
  type ItemSection,
  type ItemUrl,
} from './item.ts';
