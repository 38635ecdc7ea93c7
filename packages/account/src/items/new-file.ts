import { isSteering, type Secret } from '@connect-token/core';
import { newId } from '../identifier.ts';
import type { Sealing } from '../sealing.ts';
import type { SealedFile } from './file-rows.ts';
import { sealFile } from './file-seal.ts';
import type { ItemSection } from './item.ts';
import type { ItemProblem } from './item-draft.ts';
import { FILE_BYTES_MAX, FILES_MAX, NAME_MAX } from './item-limits.ts';

/** A file that an item shall have. */
export interface NewFile {
  /** `null`: a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly sectionId: string | null;
  readonly content: Secret<Uint8Array>;
}

/** Everything that is wrong with the files of an item, and nothing of what is in them. */
export function fileProblems(
  files: readonly NewFile[],
  sections: readonly { readonly id: string | null }[],
): readonly ItemProblem[] {
  const tooMany =
    files.length > FILES_MAX
      ? [{ path: 'files', problem: `has ${files.length} entries, at most ${FILES_MAX} are allowed` }]
      : [];
  return [
    ...tooMany,
    ...files.flatMap(({ name, sectionId, content }, index) => {
      const size = content.reveal().length;
      return [
        ...nameProblems(`files[${index}].name`, name),
        ...(size > FILE_BYTES_MAX
          ? [
              {
                path: `files[${index}]`,
                problem: `has ${size} bytes, at most ${FILE_BYTES_MAX} are allowed`,
              },
            ]
          : []),
        ...(sectionId === null || sections.some(({ id }) => id === sectionId)
          ? []
          : [{ path: `files[${index}].section`, problem: 'is no section of the item' }]),
      ];
    }),
  ];
}

function nameProblems(path: string, name: string): readonly ItemProblem[] {
  if (name === '') return [{ path, problem: 'is empty' }];
  if (name.length > NAME_MAX)
    return [{ path, problem: `has ${name.length} characters, at most ${NAME_MAX} are allowed` }];
  return isSteering(name) ? [{ path, problem: 'holds a control character' }] : [];
}

export function sealedFile(
  sealing: Sealing,
  item: { readonly vaultId: string; readonly itemId: string },
  { id, name, sectionId, content }: NewFile,
): SealedFile {
  const fileId = id ?? newId();
  return {
    id: fileId,
    name,
    size: content.reveal().length,
    sectionId,
    sealed: sealFile(sealing, { ...item, fileId }, content),
  };
}

/** A file is in a section of its item, or in none. */
export const filesWithin = <F extends { readonly sectionId: string | null }>(
  files: readonly F[],
  sections: readonly Pick<ItemSection, 'id'>[],
): readonly F[] =>
  files.map((file) =>
    sections.some(({ id }) => id === file.sectionId) ? file : { ...file, sectionId: null },
  );
