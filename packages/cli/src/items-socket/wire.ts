import { Secret, secret } from '@connect-token/core';

/**
 * Values as they cross the socket between two processes of the same program and user. A secret stands in the clear here, marked as one,
 * so that it is one again on the other side: nothing prints it on the way.
 */
export const encode = (value: unknown): string => JSON.stringify(marked(value));

export const decode = (text: string): unknown => unmarked(JSON.parse(text));

const TEXT = '\0secret';
const BYTES = '\0bytes';

function marked(value: unknown): unknown {
  if (value instanceof Secret) {
    const revealed: unknown = value.reveal();
    return revealed instanceof Uint8Array
      ? { [BYTES]: Buffer.from(revealed).toString('base64') }
      : { [TEXT]: revealed };
  }
  return mapped(value, marked);
}

function unmarked(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const members = value as Readonly<Record<string, unknown>>;
    if (typeof members[TEXT] === 'string') return secret(members[TEXT]);
    if (typeof members[BYTES] === 'string') return secret<Uint8Array>(Buffer.from(members[BYTES], 'base64'));
  }
  return mapped(value, unmarked);
}

function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(change);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));
}
