/** How many histories, from where on, and how to see one of them again. */
export interface Course {
  readonly seed: number;
  readonly runs: number;
  /** fast-check's path to one failure; `null`: all of them. */
  readonly path: string | null;
  /** Without a search for a shorter history that fails as well. */
  readonly endOnFailure: boolean;
}

/** Two files of so many take less than half a minute on two cores. */
const RUNS = 1_000;

/** The same histories at each run, so that a red one is about the change that it tests; `npm run soak` looks for others. */
const SEED = 20_261_122;

/**
 * `CT_MODEL_SEED`, `CT_MODEL_RUNS`, `CT_MODEL_PATH` and `CT_MODEL_FAST=1` where they are set. `part`: files that share a seed play other
 * histories.
 */
export function courseOf(env: NodeJS.ProcessEnv, part: number): Course {
  return {
    seed: (numberIn(env['CT_MODEL_SEED']) ?? SEED) + part,
    runs: numberIn(env['CT_MODEL_RUNS']) ?? RUNS,
    path: env['CT_MODEL_PATH'] ?? null,
    endOnFailure: env['CT_MODEL_FAST'] === '1',
  };
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`not a whole number: ${text}`);
  return number;
}
