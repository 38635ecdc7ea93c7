import { type Access, isAccess } from './access.ts';
import type { ScopeFailure } from './error.ts';
import { isSteering } from './quote.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';

/** A hundred vaults in one token is a standing token by another name; the request stays far below the broker's body limit. */
export const VAULTS_PER_TOKEN_MAX = 100;

/** UTF-16 units. Longer than any name that 1Password's own forms take, short enough to stand in an error message. */
export const VAULT_TEXT_MAX = 256;

/** One entry as a person wrote it: `<vault>[,<r|w|rw>]`. */
export interface RequestedVault {
  /** A name or an id. */
  readonly vault: string;
  /** `undefined`: as the server has it. */
  readonly access: Access | undefined;
  /** Where it stood, counted from 1. */
  readonly line: number;
}

/** A scope as it was asked for: names, not yet vaults. */
export type RequestedScope = NonEmpty<RequestedVault>;

/**
 * Lines of `<vault>[,<r|w|rw>]`; blank ones are skipped. Every bad line is reported, with what was probably meant. A vault
 * whose name holds a comma is written with its id, one whose name ends like `:r` with its access: `team:r,rw`.
 * Source of the grammar: 1password.dev, `op connect token create --vault`.
 */
export function parseScope(text: string): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ text: line.trim(), line: index + 1 }));
  return parseLines(lines.filter((line) => line.text !== ''));
}

/** The same for entries that are already apart, such as a repeated flag; they count as lines, and a blank one is a mistake. */
export function parseScopeEntries(
  entries: readonly string[],
): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  return parseLines(entries.map((text, index) => ({ text: text.trim(), line: index + 1 })));
}

export function formatScope(scope: RequestedScope): string {
  return scope.map(formatEntry).join('\n');
}

export const formatEntry = ({ vault, access }: Pick<RequestedVault, 'vault' | 'access'>): string =>
  access === undefined ? vault : `${vault},${access}`;

/** A name or id that can be looked up and shown: not empty, not endless, nothing that steers a terminal or a log. */
export const isVaultText = (text: string): boolean =>
  text.length > 0 && text.length <= VAULT_TEXT_MAX && !isSteering(text);

interface Line {
  readonly text: string;
  readonly line: number;
}

function parseLines(lines: readonly Line[]): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  const failures: ScopeFailure[] = [];
  const entries: RequestedVault[] = [];
  for (const { text, line } of lines) {
    const entry = parseEntry(text);
    if (entry !== undefined) entries.push({ ...entry, line });
    else failures.push({ code: 'VAULT_LINE_MALFORMED', line, text, suggestion: suggestLines(text) });
  }
  failures.push(...refuseShape(entries, lines.length));
  if (isNonEmpty(failures)) return err(failures);
  return isNonEmpty(entries) ? ok(entries) : err([{ code: 'VAULTS_EMPTY' }]);
}

/** What is wrong with a list of well-formed entries: too many, one named twice. */
export function refuseShape(entries: readonly RequestedVault[], given: number): readonly ScopeFailure[] {
  const failures: ScopeFailure[] = [];
  if (given > VAULTS_PER_TOKEN_MAX)
    failures.push({ code: 'VAULTS_TOO_MANY', given, limit: VAULTS_PER_TOKEN_MAX });
  const firstLines = new Map<string, number>();
  for (const { vault, line } of entries) {
    const firstLine = firstLines.get(vault);
    if (firstLine === undefined) firstLines.set(vault, line);
    else failures.push({ code: 'VAULT_REPEATED', vault, line, firstLine });
  }
  return failures;
}

type Entry = Omit<RequestedVault, 'line'>;

function parseEntry(text: string): Entry | undefined {
  const comma = text.lastIndexOf(',');
  if (comma < 0)
    return isVaultText(text) && readColonSlip(text) === undefined
      ? { vault: text, access: undefined }
      : undefined;
  const vault = text.slice(0, comma).trim();
  const access = text.slice(comma + 1).trim();
  return isVaultText(vault) && !vault.includes(',') && isAccess(access) ? { vault, access } : undefined;
}

/** The words that people write for an access. */
const ACCESS_WORDS: ReadonlyMap<string, Access> = new Map([
  ['r', 'r'],
  ['read', 'r'],
  ['read-only', 'r'],
  ['readonly', 'r'],
  ['w', 'w'],
  ['write', 'w'],
  ['write-only', 'w'],
  ['writeonly', 'w'],
  ['rw', 'rw'],
  ['wr', 'rw'],
  ['read-write', 'rw'],
  ['readwrite', 'rw'],
]);

const readAccessWord = (word: string): Access | undefined => ACCESS_WORDS.get(word.trim().toLowerCase());

/** `Prod:r`: a colon where the comma belongs. Read as a name it would only be an unknown vault, and nobody would see why. */
function readColonSlip(text: string): Entry | undefined {
  const colon = text.lastIndexOf(':');
  const access = colon < 0 ? undefined : readAccessWord(text.slice(colon + 1));
  return access === undefined ? undefined : { vault: text.slice(0, colon).trim(), access };
}

/**
 * What was probably meant, as lines that parse, or `null`: `Prod:r`, `Prod,read`, `a,b`, `a:r,b`.
 * Source of the slips: what people ask about `op connect token create` in public.
 */
function suggestLines(text: string): string | null {
  if (!isVaultText(text)) return null;
  const lines: string[] = [];
  for (const part of text.split(',').map((each) => each.trim())) {
    const access = readAccessWord(part);
    const before = lines.at(-1);
    // `a,r,b` meant `a,r` and `b`: an access word belongs to the name before it.
    if (access !== undefined && before !== undefined && !before.includes(','))
      lines.splice(-1, 1, `${before},${access}`);
    else if (access !== undefined) return null;
    else if (part !== '') lines.push(formatEntry(readColonSlip(part) ?? { vault: part, access: undefined }));
  }
  const known = [...new Set(lines)];
  const vaults = new Set(known.map((line) => parseEntry(line)?.vault));
  return vaults.size === known.length && vaults.size > 0 && !vaults.has(undefined) ? known.join('\n') : null;
}
