import { setSecret } from '@actions/core';
import type { Secret } from '@connect-token/core';
import { secretForms } from './secret-form.ts';

/** From here on the job's log shows `***` in its place. INVARIANT: comes before anything that could print the token. */
export function mask(token: Secret<string>): void {
  for (const form of secretForms(token.reveal())) setSecret(form);
}
