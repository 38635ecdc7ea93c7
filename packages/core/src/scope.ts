import { type Access, covers, isAccess } from './access.ts';
import type { Failure, FailureOf, ScopeFailure } from './error.ts';
import { lookUp } from './resolve.ts';
import { err, isNonEmpty, type NonEmpty, ok, type Result } from './result.ts';
import { grantOf, type Server, sameId } from './server.ts';
import { type BuiltInRule, refuseBuiltIn, type Vault } from './vault.ts';

/** A hundred vaults in one token is a standing token by another name; the request stays far below the broker's body limit. */
export const VAULTS_PER_TOKEN_MAX = 100;

/** Longer than any name that 1Password's own forms take, short enough to stand in an error message. */
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

/** What a token may do in one vault. */
export interface VaultAccess {
  readonly vault: Vault;
  readonly access: Access;
}

/** What a token may do: real vaults, in the order asked, each once. */
export type Scope = NonEmpty<VaultAccess>;

/**
 * Lines of `<vault>[,<r|w|rw>]`; blank ones are skipped. Every bad line is reported, with what was probably meant.
 * Source of the grammar: facts/op-connect §1, `op connect token create --vault`.
 */
export function parseScope(text: string): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ text: line.trim(), line: index + 1 }));
  return parseEntries(lines.filter((entry) => entry.text !== ''));
}

/** The same for entries that are already apart, such as a repeated flag; they count as lines. */
export function parseScopeEntries(
  entries: readonly string[],
): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  return parseEntries(entries.map((text, index) => ({ text: text.trim(), line: index + 1 })));
}

export function formatScope(scope: RequestedScope): string {
  return scope.map(formatEntry).join('\n');
}

export const formatEntry = ({ vault, access }: Pick<RequestedVault, 'vault' | 'access'>): string =>
  access === undefined ? vault : `${vault},${access}`;

interface Line {
  readonly text: string;
  readonly line: number;
}

function parseEntries(lines: readonly Line[]): Result<RequestedScope, NonEmpty<ScopeFailure>> {
  const failures: ScopeFailure[] = [];
  const entries: RequestedVault[] = [];
  for (const line of lines) {
    const parsed = parseEntry(line);
    if (parsed.ok) entries.push(parsed.value);
    else failures.push(parsed.error);
  }
  failures.push(...refuseShape(entries, lines.length));
  if (isNonEmpty(failures)) return err(failures);
  return isNonEmpty(entries) ? ok(entries) : err([{ code: 'VAULTS_EMPTY' }]);
}

/** What is wrong with a list of well-formed entries: none at all, too many, one named twice. */
export function refuseShape(entries: readonly RequestedVault[], given: number): readonly ScopeFailure[] {
  const failures: ScopeFailure[] = [];
  if (given === 0) failures.push({ code: 'VAULTS_EMPTY' });
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

function parseEntry({ text, line }: Line): Result<RequestedVault, FailureOf<'VAULT_LINE_MALFORMED'>> {
  const comma = text.lastIndexOf(',');
  const vault = (comma < 0 ? text : text.slice(0, comma)).trim();
  const access = comma < 0 ? undefined : text.slice(comma + 1).trim();
  const accessIsPlain = access === undefined ? !COLON_SLIP.test(vault) : isAccess(access);
  if (isVaultText(vault) && !vault.includes(',') && accessIsPlain) {
    return ok({ vault, access: access as Access | undefined, line });
  }
  return err({ code: 'VAULT_LINE_MALFORMED', line, text, suggestion: suggestEntry(text) });
}

/** A name or id that can be looked up and shown: not empty, not endless, nothing that steers a terminal or a log. */
export const isVaultText = (text: string): boolean =>
  text.length > 0 && text.length <= VAULT_TEXT_MAX && !CONTROL_CHARACTERS.test(text);

const CONTROL_CHARACTERS = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;
const COLON_SLIP = /:(?:r|w|rw)$/i;

const ACCESS_WORDS: Readonly<Record<string, Access>> = {
  r: 'r',
  read: 'r',
  'read-only': 'r',
  readonly: 'r',
  w: 'w',
  write: 'w',
  'write-only': 'w',
  rw: 'rw',
  wr: 'rw',
  'read-write': 'rw',
  readwrite: 'rw',
};

/** What was probably meant, or `null`. Source of the slips: facts/op-connect §9. */
function suggestEntry(text: string): string | null {
  if (CONTROL_CHARACTERS.test(text) || text.length > VAULT_TEXT_MAX) return null;
  const slip = /^(?<vault>[^,]+)[,:](?<word>[^,:]+)$/.exec(text)?.groups;
  const access = slip?.['word'] === undefined ? undefined : accessWord(slip['word']);
  if (slip?.['vault'] !== undefined && access !== undefined) return `${slip['vault'].trim()},${access}`;
  const parts = text.split(',').map((part) => part.trim());
  const names = parts.filter((part) => part !== '');
  if (names.length > 1 && names.length === parts.length) return linesFor(names);
  return names.length === 1 && names[0] !== undefined && accessWord(names[0]) === undefined ? names[0] : null;
}

/** `a,r,b` meant `a,r` and `b`: an access word belongs to the name before it. */
function linesFor(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const access = accessWord(name);
    if (access !== undefined && lines.length > 0 && !lines[lines.length - 1]?.includes(',')) {
      lines.push(`${lines.pop()},${access}`);
    } else lines.push(name);
  }
  return lines.join('\n');
}

function accessWord(word: string): Access | undefined {
  const key = word.trim().toLowerCase();
  return Object.hasOwn(ACCESS_WORDS, key) ? ACCESS_WORDS[key] : undefined;
}

/** The account as far as a scope needs it. */
export interface ScopeWorld {
  readonly server: Server;
  readonly vaults: readonly Vault[];
  readonly builtIn: BuiltInRule;
}

/**
 * The vaults that were named, each with an access that the server has. Refused, all at once: unknown and ambiguous names,
 * built-in vaults, a vault or a permission that the server wasn't granted, a vault named twice by different texts.
 */
export function resolveScope(asked: RequestedScope, world: ScopeWorld): Result<Scope, NonEmpty<Failure>> {
  const failures: Failure[] = [];
  const scope: VaultAccess[] = [];
  const firstLines = new Map<string, number>();
  for (const entry of asked) {
    const resolved = resolveEntry(entry, world);
    if (!resolved.ok) {
      failures.push(resolved.error);
      continue;
    }
    const { vault } = resolved.value;
    const firstLine = firstLines.get(vault.id);
    if (firstLine !== undefined) {
      failures.push({ code: 'VAULT_REPEATED', vault: entry.vault, line: entry.line, firstLine });
      continue;
    }
    firstLines.set(vault.id, entry.line);
    scope.push(resolved.value);
  }
  if (isNonEmpty(failures)) return err(failures);
  return isNonEmpty(scope) ? ok(scope) : err([{ code: 'VAULTS_EMPTY' }]);
}

function resolveEntry(
  { vault: text, access }: RequestedVault,
  world: ScopeWorld,
): Result<VaultAccess, Failure> {
  const found = lookUp(text, world.vaults);
  if (found.kind === 'none') return err({ code: 'VAULT_UNKNOWN', vault: text, nearest: found.nearest });
  if (found.kind === 'many') return err({ code: 'VAULT_AMBIGUOUS', vault: text, ids: found.ids });
  const vault = found.thing;
  const builtIn = refuseBuiltIn(vault, world.builtIn);
  if (builtIn !== undefined) return err(builtIn);
  const grant = grantOf(world.server, vault.id);
  if (grant === undefined) return err({ code: 'VAULT_NOT_GRANTED', vault: text, server: world.server.name });
  const asked = access ?? grant.access;
  return covers(grant.access, asked)
    ? ok({ vault, access: asked })
    : err({
        code: 'PERMISSION_NOT_GRANTED',
        vault: text,
        server: world.server.name,
        asked,
        granted: grant.access,
      });
}

/** What a token records of its scope: ids, because names change. */
export interface TokenVault {
  readonly vaultId: string;
  readonly access: Access;
}

export const tokenVaults = (scope: Scope): NonEmpty<TokenVault> =>
  scope.map(({ vault, access }) => ({ vaultId: vault.id, access })) as unknown as NonEmpty<TokenVault>;

/** Whether two scopes allow exactly the same, in any order. */
export function sameScope(one: readonly TokenVault[], other: readonly TokenVault[]): boolean {
  return (
    one.length === other.length &&
    one.every((entry) =>
      other.some(({ vaultId, access }) => sameId(vaultId, entry.vaultId) && access === entry.access),
    )
  );
}
