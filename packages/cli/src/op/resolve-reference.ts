import type { Instant, Result, Secret, SecretReference } from '@connect-token/core';
import type { ConnectApi } from './connect-api.ts';
import type { OpFailure } from './failure.ts';
import { findField, readAttribute } from './field.ts';
import { findItem } from './lookup.ts';

/** The secret that a reference names, over the Connect API. */
export async function resolveReference(
  api: ConnectApi,
  reference: SecretReference,
  now: Instant,
): Promise<Result<Secret<string>, OpFailure>> {
  const found = await findItem(api, reference.item, reference.vault);
  if (!found.ok) return found;
  const field = findField(found.value.item, reference);
  if (!field.ok) return field;
  return readAttribute(field.value, reference.attribute, now);
}
