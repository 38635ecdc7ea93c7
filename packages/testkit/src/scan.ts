import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Form, type Needle, needlesOf, type Secrets } from './needle.ts';

/** Where a secret was found, in words that don't tell it. */
export interface Finding {
  readonly secret: string;
  readonly form: Form;
  /** A label, or a file's path. */
  readonly where: string;
  /** Bytes from the start. */
  readonly offset: number;
}

/** The secrets in a text or in bytes: the first place of each form. */
export function scanBytes(secrets: Secrets, where: string, content: string | Buffer): readonly Finding[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return findIn(needlesOf(secrets), where, bytes, 0);
}

/** The secrets in files, and in all files below directories. */
export async function scanFiles(secrets: Secrets, paths: readonly string[]): Promise<readonly Finding[]> {
  const needles = needlesOf(secrets);
  const findings: Finding[] = [];
  for (const path of paths) {
    for (const file of await filesBelow(path)) findings.push(...(await scanFile(needles, file)));
  }
  return findings;
}

const findIn = (needles: readonly Needle[], where: string, bytes: Buffer, start: number): Finding[] =>
  needles.flatMap(({ name, form, bytes: needle }) => {
    const at = bytes.indexOf(needle);
    return at < 0 ? [] : [{ secret: name, form, where, offset: start + at }];
  });

async function filesBelow(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Reads on in pieces that overlap by the longest needle, so that none is missed on the seam and no file has to fit in memory. */
async function scanFile(needles: readonly Needle[], path: string): Promise<readonly Finding[]> {
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1));
  const found = new Map<Needle, Finding>();
  let tail = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const window = Buffer.concat([tail, chunk]);
    for (const needle of needles) {
      const [finding] = found.has(needle) ? [] : findIn([needle], path, window, offset - tail.length);
      if (finding !== undefined) found.set(needle, finding);
    }
    offset += chunk.length;
    tail = window.subarray(Math.max(0, window.length - overlap));
  }
  return [...found.values()];
}
