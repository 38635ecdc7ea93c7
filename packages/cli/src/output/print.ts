import type { Session } from '../command.ts';
import { formatJson } from './json.ts';

/** A value in both forms; the one that isn't asked for isn't made. */
export interface Printable {
  json(): unknown;
  human(colour: boolean): string;
}

export function print({ io, format }: Pick<Session, 'io' | 'format'>, { json, human }: Printable): void {
  io.stdout.write(format === 'json' ? formatJson(json()) : human(io.stdout.colour));
}
