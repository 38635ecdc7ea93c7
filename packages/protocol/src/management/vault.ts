import * as z from 'zod';
import { count, idText, instantText, nameText } from './scalar.ts';

/** Source of the fields: 1password.dev, `op vault list --format json`. */
export const vaultJson = z
  .object({
    id: idText,
    name: z.string(),
    type: z.nullable(z.string()),
    attribute_version: count,
    content_version: count,
    items: count,
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'Vault' });

export type VaultJson = z.infer<typeof vaultJson>;

export const vaultOrderJson = z.strictObject({ name: nameText }).meta({ id: 'VaultOrder' });

/** The one change that a name allows: another name. */
export const renameJson = z.strictObject({ name: nameText }).meta({ id: 'Rename' });
