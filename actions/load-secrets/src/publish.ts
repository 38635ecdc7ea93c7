import * as actions from '@actions/core';
import { quoteList, type Secret } from '@connect-token/core';
import { mask } from '@connect-token/job';
import type { Handing, LoadedSecret } from './loaded-secret.ts';
import { rememberManaged } from './managed.ts';
import { valueForms } from './value-form.ts';

/**
 * A token's forms are those of Base64 within a longer text as well, such as the `user:password` of a header. Of a shorter value they
 * would be so short that harmless words disappear from the log.
 */
const WITHIN_MIN = 8;

/**
 * Hands the secrets to the workflow: as outputs, which a step must ask for by name, or to every later step of the job.
 * INVARIANT: all of them are masked before the first is set.
 */
export function publish(secrets: readonly LoadedSecret[], as: Handing): void {
  for (const { value } of secrets) maskValue(value);
  for (const { name, value } of secrets) {
    if (as === 'variables') actions.exportVariable(name, value.reveal());
    else actions.setOutput(name, value.reveal());
  }
  const names = secrets.map(({ name }) => name);
  if (as === 'variables') rememberManaged(process.env, names);
  const empty = secrets.filter(({ value }) => value.reveal() === '').map(({ name }) => name);
  if (empty.length > 0) actions.warning(`empty, because the fields have no value: ${quoteList(empty)}`);
  actions.info(`loaded as ${as === 'variables' ? 'variables of the job' : 'outputs'}: ${quoteList(names)}`);
}

function maskValue(value: Secret<string>): void {
  for (const form of valueForms(value.reveal())) actions.setSecret(form);
  if (value.reveal().length >= WITHIN_MIN) mask(value);
}
