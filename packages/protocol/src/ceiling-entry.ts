import { type NamedCeiling, VAULT_TEXT_MAX } from '@connect-token/core';
import * as z from 'zod';
import { credits } from './plan-entry.ts';

const CEILINGS_MAX = 1_000;

const text = z.string().min(1, 'is empty').max(VAULT_TEXT_MAX);

const ofServer = z
  .strictObject({ server: text, limit: credits })
  .transform(({ server, limit }): NamedCeiling => ({ kind: 'server', server, limit }));

const ofVault = z
  .strictObject({ vault: text, limit: credits })
  .transform(({ vault, limit }): NamedCeiling => ({ kind: 'vault', vault, limit }));

/** What one server or one vault may take of the account's credits. */
export const ceilingEntries = z
  .array(z.union([ofServer, ofVault], 'a ceiling is a `server` or a `vault`, and its `limit` in credits'))
  .max(CEILINGS_MAX);
