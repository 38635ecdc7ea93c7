import { type Failure, foldAscii, type Secret } from '@connect-token/core';
import { REFERENCES_MAX } from '@connect-token/job';

/** A secret under the name that it is handed on by. */
export interface LoadedSecret {
  readonly name: string;
  /** Where it comes from, as it was written. */
  readonly reference: string;
  readonly value: Secret<string>;
}

/** Linux starts no program with a variable over 128 KiB, its name included. */
const VALUE_BYTES_MAX = 100 * 1024;

/**
 * All of them, with their names. Linux starts no program whose variables and arguments are larger than a quarter of its stack, 2 MiB as
 * a rule, and a job has other variables; of a job's outputs GitHub takes 1 MB each.
 * Source: execve(2); docs.github.com, "Workflow syntax", `jobs.<job_id>.outputs`.
 */
const SECRETS_BYTES_MAX = 1024 * 1024;

/** Variables of a job, or outputs of the step, whose names workflows write in any case: `outputs.token` and `outputs.TOKEN` are one. */
export type Handing = 'variables' | 'outputs';

/** Why secrets, each of which is there, can't be handed on together. No value is part of what it says. */
export function refuseSecrets(secrets: readonly LoadedSecret[], as: Handing): readonly Failure[] {
  const failures: Failure[] = [];
  if (secrets.length > REFERENCES_MAX)
    failures.push({ code: 'SECRETS_TOO_MANY', given: secrets.length, limit: REFERENCES_MAX });
  const givenBytes = secrets.reduce((sum, secret) => sum + bytesOf(secret), 0);
  if (givenBytes > SECRETS_BYTES_MAX)
    failures.push({ code: 'SECRETS_TOO_LARGE', givenBytes, limitBytes: SECRETS_BYTES_MAX });
  const references = new Map<string, string>();
  for (const { name, reference, value } of secrets) {
    const key = as === 'outputs' ? foldAscii(name) : name;
    const other = references.get(key);
    const problem = other === undefined ? problemOf(value.reveal()) : `\`${other}\` sets the same name`;
    references.set(key, other ?? reference);
    if (problem !== undefined) failures.push({ code: 'SECRET_UNUSABLE', variable: name, reference, problem });
  }
  return failures;
}

const bytesOf = ({ name, value }: LoadedSecret): number => name.length + Buffer.byteLength(value.reveal());

function problemOf(value: string): string | undefined {
  const bytes = Buffer.byteLength(value);
  if (bytes > VALUE_BYTES_MAX) return `it has ${bytes} bytes, at most ${VALUE_BYTES_MAX} can be a variable`;
  if (value.includes('\0')) return 'it has a zero byte, which no variable can hold';
  return /\p{Cs}/u.test(value) ? 'it is no text that can be written in UTF-8' : undefined;
}
