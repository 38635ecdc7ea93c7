import { type Failure, isNonEmpty, type NonEmpty, type Seconds } from '@connect-token/core';
import { formatStsRefusal, isStsFailure, type StsFailure } from '@connect-token/protocol';

/** What goes back over HTTP, always as JSON and never to be cached. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: Seconds | null;
  readonly body: object;
  /** Beside those of every answer, or instead of them; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const success = (body: object): Answer => ({ status: 200, retryAfter: null, body });

/** A refusal as OAuth has it. A failure that has no place on this wire is a fault of ours, and is told as one. */
export function refusal(failures: NonEmpty<Failure>, eventId: string): Answer {
  const known = failures.filter(isStsFailure);
  const told: NonEmpty<StsFailure> = isNonEmpty(known) ? known : [{ code: 'INTERNAL' }];
  return formatStsRefusal(told, eventId);
}
