import { foldAscii } from '@connect-token/core';
import type { Snapshot } from './snapshot.ts';
import type { Made } from './stage.ts';

/** What a house told, without what differs between two houses: ids are places in a history, lists have one order, secrets are cut. */
export function plainOf(told: unknown, made: Made): unknown {
  const places = new Map(
    Object.entries(made).flatMap(([noun, ids]: [string, readonly string[]]) =>
      ids.map((id, place): [string, string] => [foldAscii(id), `${noun} ${place}`]),
    ),
  );
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return places.get(foldAscii(value)) ?? value;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Map) return plain([...value]);
    if (Array.isArray(value)) return inOrder(value.map(plain));
    if ('reveal' in value) return 'a secret';
    // Where several servers are in the way, any of them may be named.
    if ('code' in value && value.code === 'NOT_A_MANAGER') return value.code;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  };
  return plain(told);
}

/** The state of an account: the order of its events stays what it was. */
export const plainState = ({ audit, ...state }: Snapshot, made: Made): unknown =>
  plainOf({ ...state, audit: audit.map(({ id: _, ...event }, place) => ({ place, ...event })) }, made);

const inOrder = (values: readonly unknown[]): readonly unknown[] =>
  values
    .map((value) => ({ value, text: JSON.stringify(value) }))
    .sort((one, other) => (one.text < other.text ? -1 : 1))
    .map(({ value }) => value);
