import { err, type Failure, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { AccountContent } from '../account-schema.ts';
import type { SealingKey } from '../seal.ts';
import { importedVaults } from './imported-file.ts';
import { openImported } from './opened-import.ts';

/** An account file with what is sealed in it opened. Fails with `ITEM_INVALID` for each value that doesn't open. */
export function openContent(
  content: AccountContent,
  key: SealingKey,
): Result<AccountContent, NonEmpty<Failure>> {
  const sealing = { current: key, previous: null };
  const failures: Failure[] = [];
  const imported = importedVaults(content.vaults);
  const vaults = content.vaults.map((vault, at) => ({
    ...vault,
    items: vault.items.map((item, index) => {
      const source = imported[at]?.items[index];
      if (source === undefined) throw new Error('invariant: an item of the same file');
      const opened = openImported(source, sealing);
      if (!opened.ok) {
        failures.push(...opened.error);
        return item;
      }
      const { draft, files } = opened.value;
      return {
        ...item,
        fields: item.fields.map((field, position) => ({
          ...field,
          value: draft.fields[position]?.value ?? field.value,
        })),
        files: item.files.map((file, position) => ({
          ...file,
          content: files?.[position]?.content ?? file.content,
        })),
      };
    }),
  }));
  return isNonEmpty(failures) ? err(failures) : ok({ ...content, vaults });
}
