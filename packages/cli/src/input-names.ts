import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Io } from './io.ts';

/** As many as an account has servers, several times. */
const NAMES_MAX = 100_000;

/** The names or ids that an argument stands for: itself, or with `-` those of standard input. */
export async function namesOf(text: string, io: Io): Promise<Result<NonEmpty<string>, NonEmpty<Failure>>> {
  if (text !== '-') return ok([text]);
  const input = await io.readInput();
  if (!input.ok) return err([input.error]);
  const names = readNames(input.value);
  const [first, ...others] = names ?? [];
  if (first === undefined || others.length >= NAMES_MAX) {
    const problem = 'standard input holds no name, no id and no JSON object with an `id`';
    return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
  }
  return ok([first, ...others]);
}

/**
 * A name or id a line, or the JSON that a list command prints. Source: 1password.dev, `op connect server get`: `-` reads JSON
 * objects that specify an `id`.
 */
function readNames(input: string): readonly string[] | undefined {
  const text = input.trim();
  if (!text.startsWith('{') && !text.startsWith('['))
    return text.split(/\r\n|\r|\n/).flatMap((line) => line.trim() || []);
  const value = parseJson(text);
  const things: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ids = things.flatMap((thing) => idOf(thing) ?? []);
  return ids.length === things.length ? ids : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf(thing: unknown): string | undefined {
  if (typeof thing !== 'object' || thing === null || !('id' in thing)) return undefined;
  return typeof thing.id === 'string' && thing.id !== '' ? thing.id : undefined;
}
