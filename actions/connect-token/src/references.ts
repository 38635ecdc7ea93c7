import {
  err,
  type Failure,
  foldAscii,
  isNonEmpty,
  type NonEmpty,
  ok,
  type RequestedScope,
  type RequestedVault,
  type Result,
} from '@connect-token/core';
import { type Environment, referencesIn, vaultsOf } from '@connect-token/job';

/** Where the step's `op://` references are. */
export interface ReferencePlaces {
  /** The step's own variables. */
  readonly environment: boolean;
  /** Paths of env files. */
  readonly files: readonly string[];
}

/** Lines: `env`, or the path of an env file. `null`: no line. */
export function parseReferencePlaces(text: string): ReferencePlaces | null {
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => line.trim() || []);
  if (lines.length === 0) return null;
  return { environment: lines.includes('env'), files: lines.filter((line) => line !== 'env') };
}

/**
 * The vaults that were named, and for reading those of the references. Fails as `referencesIn` does, and with `INPUT_REFUSED`
 * where there is none of either.
 */
export async function requestScope(
  vaults: readonly RequestedVault[],
  places: ReferencePlaces | null,
  environment: Environment,
): Promise<Result<RequestedScope, NonEmpty<Failure>>> {
  const found =
    places === null ? ok([]) : await referencesIn(places.environment ? environment : {}, places.files);
  if (!found.ok) return found;
  const scope = addForReading(vaults, vaultsOf(found.value));
  return isNonEmpty(scope) ? ok(scope) : err([NOTHING_REFERRED]);
}

const NOTHING_REFERRED: Failure = {
  code: 'INPUT_REFUSED',
  input: 'references-in',
  reason: 'there is no `op://` reference at the places that it names, and `vaults` names no vault either',
};

/**
 * A vault that is named already is named once, as it was: with what was asked for it, and reading. Bare it is as the server has it,
 * which stays. References don't tell upper from lower case.
 */
function addForReading(
  vaults: readonly RequestedVault[],
  read: readonly string[],
): readonly RequestedVault[] {
  const wanted = new Map(read.map((vault) => [foldAscii(vault), vault]));
  const named = vaults.map((entry) => {
    const isRead = wanted.delete(foldAscii(entry.vault));
    return isRead && entry.access === 'w' ? { ...entry, access: 'rw' as const } : entry;
  });
  const last = vaults.at(-1)?.line ?? 0;
  const more = [...wanted.values()].map((vault, index) => ({
    vault,
    access: 'r' as const,
    line: last + index + 1,
  }));
  return [...named, ...more];
}
