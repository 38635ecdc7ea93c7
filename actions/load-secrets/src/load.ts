import * as actions from '@actions/core';
import { createHttp, systemTime } from '@connect-token/broker-client';
import { isNonEmpty } from '@connect-token/core';
import {
  type NamedReference,
  referencesIn,
  reportFailures,
  reportMistakes,
  writePage,
} from '@connect-token/job';
import { tellGivenBack } from './given-back.ts';
import { type Desk, envFiles, parseInputs } from './inputs.ts';
import { refuseLeftOvers } from './left-over.ts';
import type { Handing } from './loaded-secret.ts';
import { unsetManaged } from './managed.ts';
import { publish } from './publish.ts';
import { readSecrets } from './read.ts';
import { formatSummary } from './summary.ts';

/**
 * The main step: references → token → read → mask → publish → give back. The token never leaves this process. It reads no signal:
 * dying at any point is safe, because the handle is in the runner's state file before the broker hears of it.
 */
export async function main(): Promise<void> {
  // Red until every secret is there: whatever ends this process early must not look like a success.
  process.exitCode = actions.ExitCode.Failure;
  const read = (name: string): string => actions.getInput(name, { trimWhitespace: false });
  const files = envFiles(read('env-file'), process.env['OP_ENV_FILE']);
  const references = await referencesIn(process.env, files);
  const inputs = parseInputs(read, { loads: !references.ok || references.value.length > 0 });
  const failures = [...refuseLeftOvers(process.env), ...(references.ok ? [] : references.error)];
  if (!inputs.ok) reportMistakes(inputs.error);
  if (isNonEmpty(failures)) reportFailures(failures);
  if (!inputs.ok || !references.ok || isNonEmpty(failures)) return;

  const { desk, as, unsetPrevious } = inputs.value;
  if (unsetPrevious) unsetManaged(process.env);
  if (desk !== undefined) {
    if (!(await load(desk, references.value, as))) return;
  } else if (!unsetPrevious) {
    actions.warning('there is no `op://` reference in the environment of this step: nothing is loaded');
  }
  process.exitCode = actions.ExitCode.Success;
}

async function load(desk: Desk, references: readonly NamedReference[], as: Handing): Promise<boolean> {
  // Made before anything is published: a loaded `HTTPS_PROXY` is for the steps that follow.
  const http = createHttp(systemTime);
  const { secrets: read, giveBack } = await readSecrets(desk, { references, as }, http);
  // Before the token is given back: a broker that is slow then keeps nothing from a job that is cancelled meanwhile.
  if (read.ok) publish(read.value.secrets, as);
  else reportFailures(read.error);
  const givenBack = await giveBack();
  await http.close();
  if (!read.ok) return false;
  tellGivenBack('the token that read them', givenBack);
  await writePage(formatSummary({ ...read.value, as, givenBack }));
  return true;
}
