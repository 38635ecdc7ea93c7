import { describe, type Failure } from '@connect-token/core';

/** `warn`: it works, and somebody should look. `skip`: it couldn't be looked at, for a reason that is told elsewhere. */
export type Verdict = 'ok' | 'warn' | 'fail' | 'skip';

/** One line of the doctor's: what was looked at, what was seen, and what to do next. None holds a secret. */
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly says: string;
  /** `null` where nothing has to be done. */
  readonly advice: string | null;
}

export type Check = () => Promise<readonly Finding[]>;

export const fine = (check: string, says: string): Finding => ({ check, verdict: 'ok', says, advice: null });

export const skipped = (check: string, says: string): Finding => ({
  check,
  verdict: 'skip',
  says,
  advice: null,
});

export const warned = (check: string, says: string, advice: string): Finding => ({
  check,
  verdict: 'warn',
  says,
  advice,
});

export const failed = (check: string, says: string, advice: string): Finding => ({
  check,
  verdict: 'fail',
  says,
  advice,
});

/** In the words of the failure itself; what to do is in its paragraph. */
export const failedBy = (check: string, failure: Failure): Finding =>
  failed(check, describe(failure), `docs/errors.md has a paragraph about ${failure.code}`);

/** Whoever waits at a terminal gets an answer: a check that takes longer has found something by that. */
const CHECK_WITHIN_MS = 8_000;

/** Never rejects, and never takes longer than a check may. */
export async function findings(name: string, check: Check): Promise<readonly Finding[]> {
  const { promise: late, cancel } = lateness(name);
  try {
    return await Promise.race([check(), late]);
  } catch (cause) {
    // An error's message may quote what was being read: its name is enough to report it by.
    const kind = cause instanceof Error ? cause.name : 'unknown';
    return [failed(name, `the check itself failed (${kind})`, 'please report it')];
  } finally {
    cancel();
  }
}

function lateness(name: string): { readonly promise: Promise<readonly Finding[]>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<readonly Finding[]>((resolve) => {
    const says = `no answer in ${CHECK_WITHIN_MS / 1000} s`;
    const advice = 'look at what it depends on: a disk, a name server, another machine';
    timer = setTimeout(() => resolve([failed(name, says, advice)]), CHECK_WITHIN_MS);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
