/** Every bound of the service in one value, so that tests can shrink them together (T27). */
export interface Limits {
  /** Request line and headers together: past it 431. */
  readonly headerBytes: number;
  readonly urlBytes: number;
  /** An item that is written, or a patch: past it 413. */
  readonly bodyBytes: number;
  /** One file that is sent within JSON: past it 413. */
  readonly inlineFileBytes: number;
  /** All files that are sent within one JSON. */
  readonly inlineBytes: number;
  /** From the opening of a connection, or the first byte of a later request, to the end of its body: past it 408. */
  readonly requestMs: number;
  /** Between two looks at slow connections: by so much a bound in time may be met late. */
  readonly checkMs: number;
  /** From a request to the beginning of its answer: past it 503. */
  readonly answerMs: number;
  /** A connection on which nothing moves, a reader that takes nothing included. */
  readonly quietMs: number;
  /** A connection between two requests. */
  readonly idleMs: number;
  /** At a time; what comes beyond is closed at once. */
  readonly connections: number;
  /** How long a closing service waits for what runs. */
  readonly closeMs: number;
}

export const LIMITS: Limits = {
  // A token of a hundred vaults takes 6 KiB.
  headerBytes: 16 * 1024,
  // The longest path has 66 characters; the rest is for a title in a filter, percent-encoded.
  urlBytes: 4 * 1024,
  // All the values that an item may have, and as much again for how JSON writes them.
  bodyBytes: 2 * 1024 * 1024,
  // What a Connect server sends unless it is told otherwise. docs/differences.md.
  inlineFileBytes: 100 * 1024,
  // In memory twice while it is written in Base64.
  inlineBytes: 4 * 1024 * 1024,
  requestMs: 5_000,
  checkMs: 1_000,
  answerMs: 10_000,
  quietMs: 30_000,
  // Longer than the pauses of a job that reads one item after the other, shorter than a proxy's minute.
  idleMs: 20_000,
  // Each holds some tens of kilobytes; a job opens one or two.
  connections: 1_000,
  closeMs: 10_000,
};
