import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { err, type FailureOf, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type * as z from 'zod';
import { describeSyntax } from './yaml-syntax.ts';

/** Enough for thousands of rules or items; a file beyond it is a mistake, and YAML can be made to grow while it is read. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Aliases repeat a node; beyond a few they are a bomb. */
const ALIASES_MAX = 100;

/** More mistakes than this are one mistake: the wrong file. */
const MISTAKES_MAX = 50;

export type FileFailure = FailureOf<'FILE_UNREADABLE' | 'FILE_MALFORMED'>;

export interface YamlFile<T> {
  readonly path: string;
  readonly value: T;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly hash: string;
}

/** How a file is spoken of. */
export interface YamlManners {
  /**
   * No mistake repeats a word of the file but through the schema's own messages: a password that YAML reads as an alias, a tag or
   * a key would stand in a log otherwise.
   */
  readonly holdsSecrets: boolean;
}

/** A YAML 1.2 file as its schema has it. Every mistake is reported at once, each with its line and what is allowed. */
export async function readYamlFile<S extends z.ZodType>(
  path: string,
  schema: S,
  manners: YamlManners = { holdsSecrets: false },
): Promise<Result<YamlFile<z.output<S>>, NonEmpty<FileFailure>>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    return err([{ code: 'FILE_UNREADABLE', path, cause: reasonOf(cause) }]);
  }
  const parsed = parseYaml(path, bytes, schema, manners);
  if (!parsed.ok) return parsed;
  return ok({ path, value: parsed.value, hash: createHash('sha256').update(bytes).digest('hex') });
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return READ_ERRORS[code] ?? (code || 'unknown cause');
}

/** The pure half of `readYamlFile`: `path` is only named in failures. */
export function parseYaml<S extends z.ZodType>(
  path: string,
  bytes: Uint8Array,
  schema: S,
  { holdsSecrets }: YamlManners = { holdsSecrets: false },
): Result<z.output<S>, NonEmpty<FailureOf<'FILE_MALFORMED'>>> {
  const at = (line: number, column: number, problem: string): FailureOf<'FILE_MALFORMED'> => ({
    code: 'FILE_MALFORMED',
    path,
    line,
    column,
    problem,
  });
  if (bytes.length > FILE_BYTES_MAX) return err([at(1, 1, `larger than ${FILE_BYTES_MAX} bytes`)]);

  const lines = new LineCounter();
  const document = parseDocument(new TextDecoder().decode(bytes), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const place = (offset: number, problem: string): FailureOf<'FILE_MALFORMED'> => {
    const { line, col } = lines.linePos(offset);
    return at(Math.max(1, line), Math.max(1, col), problem);
  };
  const syntax = [...document.errors, ...document.warnings].map(({ pos, code, message }) =>
    place(pos[0], holdsSecrets ? describeSyntax(code) : message),
  );
  if (isNonEmpty(syntax)) return err(syntax);
  const dangling = danglingAliases(document).map((offset) => place(offset, describeSyntax('BAD_ALIAS')));
  if (isNonEmpty(dangling)) return err(dangling);

  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (cause) {
    return err([at(1, 1, cause instanceof Error && !holdsSecrets ? cause.message : ALIASES_TOO_MANY)]);
  }
  const checked = holdsSecrets
    ? schema.safeParse(content, { error: withoutKeys })
    : schema.safeParse(content);
  if (checked.success) return ok(checked.data);
  const mistakes = checked.error.issues
    .flatMap((issue) => mistakesOf(issue, document, holdsSecrets))
    .map(({ offset, problem }) => place(offset, problem))
    .sort((one, other) => one.line - other.line || one.column - other.column)
    .slice(0, MISTAKES_MAX);
  if (!isNonEmpty(mistakes)) throw new Error('invariant: a schema refused without an issue');
  return err(mistakes);
}

/** A password that begins with `*` is an alias to YAML: the parser refuses it only later, and without its place. */
function danglingAliases(document: Document): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) offsets.push(startOf(alias));
    },
  });
  return offsets;
}

const ALIASES_TOO_MANY = `the aliases repeat more than ${ALIASES_MAX} nodes`;

/** Stands in for zod's own message, which names the keys; a schema's message comes before it. */
const withoutKeys = (issue: z.core.$ZodRawIssue): string | undefined =>
  issue.code === 'unrecognized_keys' ? 'unknown key' : undefined;

interface Mistake {
  readonly offset: number;
  readonly problem: string;
}

function mistakesOf(issue: z.core.$ZodIssue, document: Document, holdsSecrets: boolean): readonly Mistake[] {
  const where = formatPath(issue.path);
  const prefix = where === '' ? '' : `${where}: `;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      offset: offsetOf(document, [...issue.path, key]),
      problem: prefix + (holdsSecrets ? issue.message : `unknown key \`${key}\``),
    }));
  }
  return [{ offset: offsetOf(document, issue.path), problem: `${prefix}${issue.message}` }];
}

/** `rules[0].match.ref`, as a person would point at it. */
const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

/** Where a path stands in the file: at its key where there is one, else at the nearest thing around it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (isNode(pair?.key)) return startOf(pair.key);
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return startOf(node);
  }
  return isNode(document.contents) ? startOf(document.contents) : 0;
}

const startOf = (node: Pick<Node, 'range'>): number => node.range?.[0] ?? 0;
