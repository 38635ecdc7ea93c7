import {
  err,
  type Instant,
  ok,
  type Result,
  type Secret,
  type SecretReference,
  secret,
} from '@connect-token/core';
import { findFile, readFileAttribute } from './attachment.ts';
import type { ConnectApi } from './connect-api.ts';
import type { OpFailure } from './failure.ts';
import { findField, readAttribute } from './field.ts';
import { findItem } from './lookup.ts';

/** What a reference names: of a field its text, of a file its bytes as they are. */
export interface Resolved {
  readonly kind: 'field' | 'file';
  readonly bytes: Secret<Uint8Array>;
}

/** The secret that a reference names, over the Connect API. A field goes before a file of its name. */
export async function resolveBytes(
  api: ConnectApi,
  reference: SecretReference,
  now: Instant,
): Promise<Result<Resolved, OpFailure>> {
  const found = await findItem(api, reference.item, reference.vault);
  if (!found.ok) return found;
  const { item } = found.value;
  const field = findField(item, reference);
  if (field.ok) {
    const value = readAttribute(field.value, reference.attribute, now);
    return value.ok ? ok({ kind: 'field', bytes: secret(Buffer.from(value.value.reveal())) }) : value;
  }
  const file = field.error.code === 'UNKNOWN' ? findFile(item, reference) : undefined;
  if (file === undefined) return field;
  if (!file.ok) return file;
  const bytes = await readFileAttribute(api, item, file.value, reference.attribute);
  return bytes.ok ? ok({ kind: 'file', bytes: bytes.value }) : bytes;
}

/** The same as a text. Fails with `NO_TEXT` where it is none. */
export async function resolveReference(
  api: ConnectApi,
  reference: SecretReference,
  now: Instant,
): Promise<Result<Secret<string>, OpFailure>> {
  const resolved = await resolveBytes(api, reference, now);
  if (!resolved.ok) return resolved;
  try {
    return ok(secret(UTF_8.decode(resolved.value.bytes.reveal())));
  } catch {
    return err({ code: 'NO_TEXT', file: reference.field });
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
