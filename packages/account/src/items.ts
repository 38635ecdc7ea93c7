/** The words of items, and the owner's port to them, without what opens an account. */
export type { FullItem, ItemOverview } from './items/item.ts';
export type { FieldDraft, ItemDraft, PasswordRecipe } from './items/item-draft.ts';
export { draftOf } from './items/item-plan.ts';
export type {
  ImportChange,
  ImportedFile,
  ImportedItem,
  ImportedVault,
  ImportPlan,
} from './owner/imported.ts';
export type {
  ExportOrder,
  OwnedItemAddress,
  OwnedItems,
  OwnerAnswer,
  PlannedImport,
} from './owner/owned-items.ts';
