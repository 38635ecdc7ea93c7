import * as actions from '@actions/core';
import type { EndedRun } from '@connect-token/broker-client';
import { askBroker, reportFailures, reportMistakes, writePage } from '@connect-token/job';
import { parseInputs } from './inputs.ts';
import { creditsFreed, formatEnded, formatPage } from './page.ts';

/** The one step: there is nothing to remember and nothing to give back, so it has no post. */
export async function main(): Promise<void> {
  // Red until the broker has answered: whatever ends this process early must not look like an end.
  process.exitCode = actions.ExitCode.Failure;
  const inputs = parseInputs((name) => actions.getInput(name, { trimWhitespace: false }));
  if (!inputs.ok) return reportMistakes(inputs.error);
  const { brokerUrl, audience } = inputs.value;
  const ended = await askBroker(brokerUrl, audience, ({ client }) => client.endRun());
  if (!ended.ok) return reportFailures([ended.error], NOT_ENDED);
  await tell(ended.value);
  process.exitCode = actions.ExitCode.Success;
}

const NOT_ENDED =
  'whether this run still holds a token is not known; whatever it holds dies by its own expiry at the latest';

async function tell(ended: EndedRun): Promise<void> {
  actions.setOutput('ended', String(ended.ended));
  actions.setOutput('credits-freed', String(creditsFreed(ended)));
  actions.info(formatEnded(ended));
  await writePage(formatPage(ended));
}
