import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import { type Mistake, parseAudience, parseBoolean, parseBrokerUrl } from '@connect-token/job';

export interface Inputs {
  readonly brokerUrl: string;
  readonly audience: string;
  readonly githubToken: Secret<string>;
  /** `null`: standing tokens aren't reported. */
  readonly unusedDays: number | null;
  readonly dryRun: boolean;
}

/** What the step says, with every mistake at once. */
export function parseInputs(read: (input: string) => string): Result<Inputs, NonEmpty<Mistake>> {
  const parsed = {
    'broker-url': parseBrokerUrl(read('broker-url')),
    audience: parseAudience(read('audience')),
    'github-token': parseGitHubToken(read('github-token')),
    'unused-for': parseDays(read('unused-for')),
    'dry-run': parseBoolean('dry-run', read('dry-run')),
  };
  const mistakes = Object.entries(parsed).flatMap(([input, result]): readonly Mistake[] =>
    result.ok ? [] : [{ input, failure: result.error }],
  );
  if (isNonEmpty(mistakes)) return err(mistakes);
  const brokerUrl = right(parsed['broker-url']);
  return ok({
    brokerUrl,
    audience: right(parsed.audience) ?? brokerUrl,
    githubToken: right(parsed['github-token']),
    unusedDays: right(parsed['unused-for']),
    dryRun: right(parsed['dry-run']),
  });
}

function right<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new Error('invariant: every mistake was told');
  return result.value;
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
