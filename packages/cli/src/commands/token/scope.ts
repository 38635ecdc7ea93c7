import {
  err,
  type Failure,
  mapNonEmpty,
  type NonEmpty,
  parseScopeEntries,
  quote,
  type RequestedScope,
  type Result,
} from '@connect-token/core';

/** What `--vault` names. A comma never separates vaults here: behind it stands a permission. */
export function readScope(entries: readonly string[]): Result<RequestedScope, NonEmpty<Failure>> {
  const scope = parseScopeEntries(entries);
  return scope.ok ? scope : err(explainScope(scope.error));
}

/** A scope's mistakes in the words of a command line, which has options and no lines. */
export const explainScope = (failures: NonEmpty<Failure>): NonEmpty<Failure> =>
  mapNonEmpty(failures, explain);

function explain(failure: Failure): Failure {
  if (failure.code === 'VAULT_REPEATED') {
    const problem = `the vault ${quote(failure.vault)} is named more than once`;
    return { code: 'USAGE_INVALID', problem, instead: null };
  }
  if (failure.code !== 'VAULT_LINE_MALFORMED') return failure;
  const { text, suggestion } = failure;
  return {
    code: 'USAGE_INVALID',
    problem: `${quote(text)} is not \`<vault>[,<r|w|rw>]\`, one vault for each \`--vault\``,
    instead: suggestion === null ? null : optionsOf(suggestion),
  };
}

const optionsOf = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => `--vault ${shellWord(line)}`)
    .join(' ');

/** As it can be pasted into a shell. */
const shellWord = (text: string): string =>
  /^[\w.,:@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
