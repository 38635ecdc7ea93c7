import { err, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import { type Mistake, parseAudience, parseBrokerUrl } from '@connect-token/job';

export interface Inputs {
  readonly brokerUrl: string;
  readonly audience: string;
}

/** What the step says, with every mistake at once. */
export function parseInputs(read: (input: string) => string): Result<Inputs, NonEmpty<Mistake>> {
  const brokerUrl = parseBrokerUrl(read('broker-url'));
  const audience = parseAudience(read('audience'));
  const mistakes: Mistake[] = [];
  if (!brokerUrl.ok) mistakes.push({ input: 'broker-url', failure: brokerUrl.error });
  if (!audience.ok) mistakes.push({ input: 'audience', failure: audience.error });
  if (isNonEmpty(mistakes)) return err(mistakes);
  if (!brokerUrl.ok || !audience.ok) throw new Error('invariant: a mistake without a word');
  return ok({ brokerUrl: brokerUrl.value, audience: audience.value ?? brokerUrl.value });
}
