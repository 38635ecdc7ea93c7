import type { Failure } from '@connect-token/core';
import type { Environment } from '@connect-token/job';

/** What other ways of loading secrets are signed in by. */
const VARIABLES = ['OP_CONNECT_HOST', 'OP_CONNECT_TOKEN', 'OP_SERVICE_ACCOUNT_TOKEN'];

/**
 * Credentials that outlive the job, still set where nobody needs them: a step that read with its own token beside one would look as
 * if the long-lived one had been retired. An empty one is a secret that is deleted already.
 */
export const refuseLeftOvers = (environment: Environment): readonly Failure[] =>
  VARIABLES.filter((variable) => environment[variable]).map((variable) => ({
    code: 'CREDENTIAL_LEFT_OVER',
    variable,
  }));
