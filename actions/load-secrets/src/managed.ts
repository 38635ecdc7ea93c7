import * as actions from '@actions/core';
import { type Environment, isVariable } from '@connect-token/job';

/**
 * The variables that steps have exported, so that a later one can unset them: names, separated by commas. The name and the form are
 * those of `1password/load-secrets-action`, so that a job may go over from one to the other between two steps.
 */
const MANAGED = 'OP_MANAGED_VARIABLES';

const managedVariables = (environment: Environment): readonly string[] =>
  (environment[MANAGED] ?? '').split(',').filter((name) => isVariable(name) && name !== MANAGED);

export function rememberManaged(environment: Environment, names: readonly string[]): void {
  actions.exportVariable(MANAGED, [...new Set([...managedVariables(environment), ...names])].join(','));
}

/** A job's environment has no way to take a variable away: those of earlier steps become empty. */
export function unsetManaged(environment: Environment): void {
  const names = managedVariables(environment);
  for (const name of names) actions.exportVariable(name, '');
  if (names.length === 0) return;
  actions.exportVariable(MANAGED, '');
  actions.info(`unset: ${names.join(', ')}`);
}
