import { VAULT_TYPES } from '@connect-token/core';
import * as z from 'zod';
import { connectSchemas, noted } from './registry.ts';
import { count, idText, timeText } from './scalar.ts';

export const vaultAnswer = z
  .strictObject({
    id: idText,
    name: z.string(),
    description: z.string(),
    attributeVersion: noted(count, 'Grows when the vault itself changes.'),
    contentVersion: noted(count, 'Grows when something in the vault changes.'),
    items: noted(count, 'How many items are in the vault.'),
    type: z.enum(VAULT_TYPES),
    createdAt: timeText,
    updatedAt: timeText,
  })
  .register(connectSchemas, { id: 'Vault' });
