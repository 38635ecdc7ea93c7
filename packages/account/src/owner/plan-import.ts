import { createHash } from 'node:crypto';
import {
  err,
  type Failure,
  isNonEmpty,
  lookUp,
  type NonEmpty,
  ok,
  PURPOSE_IDS,
  type Result,
  type VaultType,
} from '@connect-token/core';
import type { FullItem } from '../items/item.ts';
import type { ItemDraft } from '../items/item-draft.ts';
import { draftOf } from '../items/item-plan.ts';
import type { ImportChange, ImportedVault } from './imported.ts';

/** The vault that an imported one is; `null`: a new one. */
export function matchVault(
  { id, name, type }: Pick<ImportedVault, 'id' | 'name' | 'type'>,
  vaults: readonly { readonly id: string; readonly name: string; readonly type: VaultType }[],
): Result<string | null, Failure> {
  const byId = vaults.find((vault) => vault.id === id);
  const found = byId === undefined ? lookUp(name, vaults) : ({ kind: 'one', thing: byId } as const);
  switch (found.kind) {
    case 'one':
      return ok(found.thing.id);
    case 'many':
      return err({ code: 'VAULT_AMBIGUOUS', vault: name, ids: found.ids });
    case 'none':
      return type === 'USER_CREATED'
        ? ok(null)
        : err({
            code: 'CHANGE_IMPOSSIBLE',
            thing: 'vault',
            name,
            problem: `is of the type ${type}, and nobody makes such a vault`,
          });
  }
}

/** Whether an item is as its draft has it already. */
export const isUnchanged = (before: FullItem, draft: ItemDraft): boolean =>
  canonical(draftOf(before)) === canonical(draft);

/** What is the same in two items reads the same. INVARIANT: it is compared, and goes nowhere: it holds values. */
const canonical = (draft: ItemDraft): string =>
  JSON.stringify([
    draft.title,
    draft.category,
    draft.tags,
    draft.urls.map(({ href, label, primary }) => [href, label, primary]),
    draft.favorite,
    draft.sections.map(({ id, label }) => [id, label]),
    draft.fields.map(({ id, label, type, purpose, sectionId, value, recipe }) => {
      const own = purpose === null ? null : PURPOSE_IDS[purpose];
      return [id ?? own, label ?? own ?? '', type, purpose, sectionId, value?.reveal() ?? '', recipe];
    }),
  ]);

/** Of a plan: it changes with each version that the plan was made for. */
export const stateOf = (changes: readonly ImportChange[]): string =>
  createHash('sha256').update(JSON.stringify(changes)).digest('hex');

/** All the mistakes of several results, or all their values. */
export function allOf<T>(
  results: readonly Result<T, NonEmpty<Failure>>[],
): Result<readonly T[], NonEmpty<Failure>> {
  const failures = results.flatMap((result) => (result.ok ? [] : result.error));
  if (isNonEmpty(failures)) return err(failures);
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}
