import * as actions from '@actions/core';
import { quoteList } from '@connect-token/core';
import type { LoadedSecret } from './loaded-secret.ts';
import { rememberManaged } from './managed.ts';
import { valueForms } from './value-form.ts';

/**
 * Hands the secrets to the workflow: as outputs, which a step must ask for by name, or to every later step of the job.
 * INVARIANT: all of them are masked before the first is set.
 */
export function publish(secrets: readonly LoadedSecret[], exportEnv: boolean): void {
  for (const { value } of secrets) for (const form of valueForms(value.reveal())) actions.setSecret(form);
  for (const { name, value } of secrets) {
    if (exportEnv) actions.exportVariable(name, value.reveal());
    else actions.setOutput(name, value.reveal());
  }
  const names = secrets.map(({ name }) => name);
  if (exportEnv) rememberManaged(process.env, names);
  const empty = secrets.filter(({ value }) => value.reveal() === '').map(({ name }) => name);
  if (empty.length > 0) actions.warning(`empty, because the fields have no value: ${quoteList(empty)}`);
  actions.info(`loaded as ${exportEnv ? 'variables of the job' : 'outputs'}: ${quoteList(names)}`);
}
