import { err, type Failure, type NonEmpty, ok, type Result, type Secret, secret } from '@connect-token/core';
import {
  gatherMistakes,
  type Mistake,
  parseAudience,
  parseBoolean,
  parseBrokerUrl,
} from '@connect-token/job';

export interface Inputs {
  readonly brokerUrl: string;
  readonly audience: string;
  readonly githubToken: Secret<string>;
  /** `null`: standing tokens aren't reported. */
  readonly unusedDays: number | null;
  readonly dryRun: boolean;
}

/** What the step says, with every mistake at once. An input that is empty counts as left out. */
export function parseInputs(read: (input: string) => string): Result<Inputs, NonEmpty<Mistake>> {
  const mistakes = gatherMistakes();
  const take = <T>(input: string, parse: (text: string) => Result<T, Failure>): T | undefined =>
    mistakes.take(input, parse(read(input).trim()));
  const brokerUrl = take('broker-url', parseBrokerUrl);
  const audience = take('audience', parseAudience);
  const githubToken = take('github-token', parseGitHubToken);
  const unusedDays = take('unused-for', parseDays);
  const dryRun = take('dry-run', (text) => parseBoolean('dry-run', text));

  const all = mistakes.all();
  if (all !== null) return err(all);
  if (
    brokerUrl === undefined ||
    githubToken === undefined ||
    unusedDays === undefined ||
    dryRun === undefined
  )
    throw new Error('invariant: an input is missing without a mistake');
  return ok({ brokerUrl, audience: audience ?? brokerUrl, githubToken, unusedDays, dryRun });
}

/** What it looks like is GitHub's to change; a line end in it would be somebody's mistake, and no message repeats it. */
function parseGitHubToken(text: string): Result<Secret<string>, Failure> {
  if (/^\S{1,1024}$/.test(text)) return ok(secret(text));
  return text === ''
    ? err({ code: 'INPUT_MISSING', input: 'github-token', example: `\${{ github.token }}` })
    : err({ code: 'INPUT_INVALID', input: 'github-token', given: '…', allowed: 'one token of GitHub' });
}

const DAYS_MAX = 3_650;

function parseDays(text: string): Result<number | null, Failure> {
  if (text === 'never') return ok(null);
  const days = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : DAYS_MAX + 1;
  if (days <= DAYS_MAX) return ok(days);
  const allowed = `days from \`1\` to \`${DAYS_MAX}\`, or \`never\``;
  return err({ code: 'INPUT_INVALID', input: 'unused-for', given: text, allowed });
}
