import * as actions from '@actions/core';
import { type Http, type JobClient, systemTime } from '@connect-token/broker-client';
import { err, type Failure, ok, type Result } from '@connect-token/core';
import {
  askBroker,
  formatFailure,
  reportFailures,
  reportMistakes,
  warnOf,
  writePage,
} from '@connect-token/job';
import { isSecure } from '@connect-token/protocol';
import { attemptsOf } from './attempt.ts';
import { endAll, NOTHING_ENDED } from './end.ts';
import { type Inputs, parseInputs } from './inputs.ts';
import type { Looked } from './look.ts';
import { formatPage } from './page.ts';
import { openLeases, outcomeOf, type Swept } from './swept.ts';
import { reportTokens, type TokenReport } from './tokens.ts';

/** The one step: list → ask GitHub → end what is over → report. It keeps nothing, so that it has no post. */
export async function main(): Promise<void> {
  // Red until everything was asked: whatever ends this process early must not look like a sweep.
  process.exitCode = actions.ExitCode.Failure;
  const inputs = parseInputs((name) => actions.getInput(name, { trimWhitespace: false }));
  if (!inputs.ok) return reportMistakes(inputs.error);
  actions.setSecret(inputs.value.githubToken.reveal());
  const { brokerUrl, audience, unusedDays } = inputs.value;
  await askBroker(brokerUrl, audience, async ({ client, http }) => {
    const swept = await sweep(inputs.value, client, http);
    if (!swept.ok) return reportFailures([swept.error], `no lease was ended: ${LEFT_OVER}`);
    const tokens = await reportTokens(client, unusedDays, systemTime.now());
    await tell(swept.value, tokens, inputs.value);
  });
}

const LEFT_OVER = 'what is left over dies by its own expiry at the latest';

async function sweep(
  { githubToken, dryRun }: Inputs,
  client: JobClient,
  http: Http,
): Promise<Result<Swept, Failure>> {
  const listed = await client.openLeases();
  if (!listed.ok) return listed;
  const attempts = attemptsOf(listed.value.rows);
  const looked = await ask(githubToken, attempts, http);
  if (!looked.ok) return looked;
  const over = looked.value.flatMap((each) => (each.kind === 'told' ? each.over : []));
  const ended = dryRun ? NOTHING_ENDED : await endAll(client, over);
  return ok({
    open: listed.value.rows,
    more: listed.value.more,
    looked: looked.value,
    over,
    dryRun,
    ...ended,
  });
}

/** GitHub's client is loaded where there is something to ask; the URL is the runner's word for its own GitHub. */
async function ask(
  token: Inputs['githubToken'],
  attempts: Parameters<typeof import('./look.ts').lookAtAll>[1],
  http: Http,
): Promise<Result<readonly Looked[], Failure>> {
  if (attempts.length === 0) return ok([]);
  const apiUrl = process.env['GITHUB_API_URL'] ?? 'https://api.github.com';
  if (!isSafe(apiUrl)) return err({ code: 'URL_INSECURE', url: apiUrl, name: 'GITHUB_API_URL' });
  const [{ createGitHub }, { lookAtAll }] = await Promise.all([import('./github.ts'), import('./look.ts')]);
  return ok(await lookAtAll(createGitHub(apiUrl, token, http), attempts, systemTime.elapsedMs));
}

/** The token goes there: https, or this machine. An Enterprise Server's has a path. */
const isSafe = (text: string): boolean => URL.canParse(text) && isSecure(new URL(text));

async function tell(swept: Swept, tokens: TokenReport, inputs: Inputs): Promise<void> {
  const outcome = outcomeOf(swept);
  const reported = tokens.kind === 'told' ? tokens.reported.length : 0;
  actions.setOutput('open', String(swept.open.length));
  actions.setOutput('ended', String(outcome.ended));
  actions.setOutput('credits-freed', String(outcome.creditsFreed));
  actions.setOutput('unread', String(outcome.unread.length));
  actions.setOutput('tokens-reported', String(reported));
  actions.info(outcome.sentence);
  await writePage(formatPage(swept, tokens, inputs.unusedDays));
  if (tokens.kind === 'failed') warnOf(tokens.failure, 'tokens that were made by hand are not reported');
  if (outcome.warning !== null)
    actions.warning(outcome.warning, { title: 'Connect token: not everything was read' });
  if (swept.failure !== null)
    return reportFailures(
      [swept.failure],
      `${openLeases(outcome.left)} of jobs that are over may not be ended: ${LEFT_OVER}, or by the next sweep`,
    );
  if (outcome.isBlind) {
    actions.error(`${formatFailure(NOTHING_READ(outcome.cause))}\nno lease was ended`);
    return;
  }
  process.exitCode = actions.ExitCode.Success;
}

const NOTHING_READ = (cause: string): Failure => ({
  code: 'GITHUB_UNAVAILABLE',
  issuer: process.env['GITHUB_SERVER_URL'] ?? 'https://github.com',
  cause,
});
