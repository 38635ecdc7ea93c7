import {
  err,
  type FailureOf,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import type { ItemDraft } from '../items/item-draft.ts';
import type { NewFile } from '../items/new-file.ts';
import type { SealProblem } from '../seal.ts';
import type { Sealing } from '../sealing.ts';
import { type ExportPlace, openFromExport } from './export-seal.ts';
import type { ImportedFile, ImportedItem } from './imported.ts';

/** An imported item with nothing sealed in it any more. */
export interface OpenedItem extends Pick<ImportedItem, 'id' | 'overviewOnly'> {
  readonly draft: ItemDraft;
  readonly files: readonly NewFile[] | null;
}

type Refusal = FailureOf<'ITEM_INVALID'>;

/** Opens what a file has sealed. Fails with each value that doesn't open. */
export function openImported(item: ImportedItem, sealing: Sealing): Result<OpenedItem, NonEmpty<Refusal>> {
  const { id, draft, overviewOnly, sealedIn, sealed, files } = item;
  const refusals: Refusal[] = [];
  const openOne = (
    text: string,
    place: Omit<ExportPlace, 'vaultId' | 'itemId' | 'id'> & { readonly id: string | null },
    path: string,
  ): Secret<Uint8Array> => {
    const opened = openPlaced(text, sealedIn, id, place, sealing);
    if (opened.ok) return secret(opened.value);
    refusals.push({ code: 'ITEM_INVALID', item: draft.title, path, problem: opened.error });
    return secret(new Uint8Array());
  };
  const values = new Map(
    sealed.map(({ field, text }) => {
      const place = { kind: 'field', id: draft.fields[field]?.id ?? null } as const;
      const bytes = openOne(text, place, `fields[${field}].value_sealed`);
      return [field, secret(Buffer.from(bytes.reveal()).toString())] as const;
    }),
  );
  const contentOf = ({ id, content }: ImportedFile, index: number): Secret<Uint8Array> =>
    content.kind === 'plain'
      ? content.bytes
      : openOne(content.text, { kind: 'file', id }, `files[${index}].content_sealed`);
  const opened: OpenedItem = {
    id,
    overviewOnly,
    draft: {
      ...draft,
      fields: draft.fields.map((field, index) => ({ ...field, value: values.get(index) ?? field.value })),
    },
    files: files?.map((file, index) => ({ ...file, content: contentOf(file, index) })) ?? null,
  };
  return isNonEmpty(refusals) ? err(refusals) : ok(opened);
}

function openPlaced(
  text: string,
  vaultId: string | null,
  itemId: string | null,
  { kind, id }: { readonly kind: ExportPlace['kind']; readonly id: string | null },
  { current, previous }: Sealing,
): Result<Uint8Array, string> {
  if (vaultId === null || itemId === null || id === null)
    return err('is sealed for a place with ids, and the vault, the item or this has none in the file');
  const place = { vaultId, itemId, kind, id };
  const first = openFromExport(current, place, text);
  const opened =
    !first.ok && first.error === 'wrong-key' && previous !== null
      ? openFromExport(previous, place, text)
      : first;
  return opened.ok ? opened : err(PROBLEMS[opened.error]);
}

const PROBLEMS: Readonly<Record<SealProblem, string>> = {
  'wrong-key': 'is sealed under another key than this account has',
  damaged:
    'is not what was sealed for this place: the value, or an id of the vault, the item or this, was changed',
};
