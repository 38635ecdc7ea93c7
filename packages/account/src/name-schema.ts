import { isVaultText, VAULT_TEXT_MAX } from '@connect-token/core';
import * as z from 'zod';
import { LOWER_ID, UPPER_ID } from './identifier.ts';

/** YAML takes `0042` and `true` for something else than a text, and what was meant is lost by then. */
export const text = z.string({
  error: ({ code, input }) =>
    code === 'invalid_type' && input !== undefined && input !== null
      ? 'is not a text: put it in quotes'
      : undefined,
});

const CONTROL = 'holds a control character';

/** A name, a title or a label: it stands in lists and in messages. */
export const name = text
  .min(1)
  .max(VAULT_TEXT_MAX)
  .refine((given) => given === '' || given.length > VAULT_TEXT_MAX || isVaultText(given), CONTROL);

/** The same of what may also have none. */
export const label = text
  .max(VAULT_TEXT_MAX)
  .refine((given) => given === '' || given.length > VAULT_TEXT_MAX || isVaultText(given), CONTROL);

export const lowerId = text.regex(LOWER_ID, 'is not an id of 26 characters of `a-z` and `0-9`');

export const upperId = text.regex(UPPER_ID, 'is not an id of 26 characters of `A-Z` and `0-9`');
