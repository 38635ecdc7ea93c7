import { err, ok, type Result, type Secret, type SecretReference, secret } from '@connect-token/core';
import type { ConnectApi } from './connect-api.ts';
import type { ApiFile, ApiItem } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';
import { findNamed } from './named.ts';

/**
 * The file that a reference names where no field has that name: within a section where one is given. `undefined` where there is none.
 * Source: 1password.dev, "Secret reference syntax", file attachments.
 */
export function findFile(
  item: ApiItem,
  { section, field }: Pick<SecretReference, 'section' | 'field'>,
): Result<ApiFile, OpFailure> | undefined {
  const sections = item.sections.map(({ id, label }) => ({ id, name: label ?? '' }));
  const within =
    section === undefined ? undefined : findNamed(section, sections, { noun: 'section', where: '' });
  if (within !== undefined && !within.ok) return undefined;
  const files = item.files
    .filter((file) => within === undefined || file.section === within.value.id)
    .map((file) => ({ id: file.id, name: file.name ?? '', file }));
  const found = findNamed(field, files, { noun: 'file', where: '' });
  if (!found.ok) return found.error.code === 'UNKNOWN' ? undefined : found;
  return ok(found.value.file);
}

/** What a reference asks for of its file. Fails with `NOT_SUPPORTED` for what only fields have. */
export async function readFileAttribute(
  api: ConnectApi,
  { vault, id: itemId }: ApiItem,
  file: ApiFile,
  attribute: SecretReference['attribute'],
): Promise<Result<Secret<Uint8Array>, OpFailure>> {
  switch (attribute) {
    case undefined:
    case 'content':
      return api.file(vault.id, itemId, file.id);
    case 'size':
      return ok(secret(Buffer.from(String(file.size ?? 0))));
    case 'name':
      return ok(secret(Buffer.from(file.name ?? '')));
    case 'id':
      return ok(secret(Buffer.from(file.id)));
    case 'value':
    case 'otp':
    case 'type':
    case 'title':
    case 'purpose':
      return err({ code: 'NOT_SUPPORTED', what: `?attribute=${attribute} of a file` });
  }
}
