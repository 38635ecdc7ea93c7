/** A promise of the demo that didn't hold. */
export class StepFailed extends Error {
  readonly step: string;

  constructor(step: string, problem: string) {
    super(problem);
    this.step = step;
  }
}

/** Runs one step under its name: whatever goes wrong in it is told with that name. */
export async function inStep<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StepFailed) throw cause;
    throw new StepFailed(name, cause instanceof Error ? cause.message : String(cause));
  }
}

/** `problem` says what was seen instead; it never holds a secret. */
export function must(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Error(problem);
}
