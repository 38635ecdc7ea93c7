import { createReadStream } from 'node:fs';
import { err, ok, type Result } from '@connect-token/core';
import type { OpFailure } from './failure.ts';
import { problemOf } from './out-file.ts';

/** Far above any configuration file. */
const BYTES_MAX = 16 * 1024 * 1024;

/** A file's text, also where it is a pipe. Fails with `FILE`, also where it is larger than any file of its kind. */
export async function readTextFile(path: string): Promise<Result<string, OpFailure>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > BYTES_MAX) return err({ code: 'FILE', path, problem: `is larger than ${BYTES_MAX} bytes` });
      chunks.push(chunk);
    }
  } catch (cause) {
    return err({ code: 'FILE', path, problem: problemOf(cause) });
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}
