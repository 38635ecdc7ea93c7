import { err, type FailureOf, ok, type Result, type Secret, secret } from '@connect-token/core';
import { readFileBytes, readUtf8 } from './file-bytes.ts';

type Refusal = FailureOf<'FILE_UNREADABLE'>;

/** A key of 8,192 bits in PEM has some 6,400 bytes. */
const BYTES_MAX = 16_384;

/**
 * The text of a file that holds a secret and nothing else, without the line end behind it. Its owner alone may be able to read it.
 * Fails with `FILE_UNREADABLE`; what was read is never repeated.
 */
export async function readSecretFile(path: string): Promise<Result<Secret<string>, Refusal>> {
  const bytes = await readFileBytes(path, BYTES_MAX, refuseMode);
  if (!bytes.ok) return bytes;
  if (bytes.value.length > BYTES_MAX) return refuse(path, `it is larger than ${BYTES_MAX} bytes`);
  const text = readUtf8(bytes.value);
  return text.ok ? ok(secret(text.value.replace(/\r?\n$/, ''))) : refuse(path, 'it is not UTF-8');
}

const refuse = (path: string, cause: string): Result<never, Refusal> =>
  err({ code: 'FILE_UNREADABLE', path, cause });

const refuseMode = (mode: number): string | undefined =>
  (mode & 0o077) === 0
    ? undefined
    : `others than its owner can read or change it (mode ${(mode & 0o777).toString(8).padStart(4, '0')}): run \`chmod 600\` on it, and make a new secret where somebody may have read it`;
