/** Far above any answer of a broker or of GitHub's ID-token endpoint, far below what fills a memory. */
export const ANSWER_BYTES_MAX = 64 * 1024;

/** A connection that isn't there by then leaves time for another try. */
export const CONNECT_WITHIN_MS = 5_000;
