import { err, type NonEmpty, ok, type Result } from '@connect-token/core';
import { gatherMistakes, type Mistake, parseAudience, parseBrokerUrl } from '@connect-token/job';

export interface Inputs {
  readonly brokerUrl: string;
  readonly audience: string;
}

/** What the step says, with every mistake at once. An input that is empty counts as left out. */
export function parseInputs(read: (input: string) => string): Result<Inputs, NonEmpty<Mistake>> {
  const mistakes = gatherMistakes();
  const text = (input: string): string => read(input).trim();
  const brokerUrl = mistakes.take('broker-url', parseBrokerUrl(text('broker-url')));
  const audience = mistakes.take('audience', parseAudience(text('audience')));
  const all = mistakes.all();
  if (all !== null) return err(all);
  if (brokerUrl === undefined) throw new Error('invariant: an input is missing without a mistake');
  return ok({ brokerUrl, audience: audience ?? brokerUrl });
}
