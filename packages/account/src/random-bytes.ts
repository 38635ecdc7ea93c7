import { randomBytes } from 'node:crypto';

/** Each call for random bytes is one of the system, and takes longer than what most of them are for. */
const AT_A_TIME = 64;

/** So many random bytes at each call, by a source that is asked once for many of them. */
export function createRandomBytes(length: number): () => Buffer {
  let left = Buffer.alloc(0);
  return () => {
    if (left.length === 0) left = randomBytes(length * AT_A_TIME);
    const bytes = left.subarray(0, length);
    // INVARIANT: no byte is used twice.
    left = left.subarray(length);
    return bytes;
  };
}
