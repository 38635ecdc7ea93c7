import { createHash } from 'node:crypto';
import {
  err,
  type FailureOf,
  isNonEmpty,
  mapNonEmpty,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { readFileBytes, readUtf8 } from './file-bytes.ts';
import { describeIssue } from './schema-voice.ts';
import { type Mistake, offsetOf, pathOf } from './yaml-place.ts';
import { readContent, syntaxMistakes } from './yaml-syntax.ts';

/** Enough for thousands of rules or items; a file beyond it is a mistake, and YAML can be made to grow while it is read. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

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
  /** No mistake repeats a key that isn't known: it can be the end of a password that YAML cut off. Values are never repeated. */
  readonly holdsSecrets: boolean;
  /** Where a file may be larger than `FILE_BYTES_MAX`. */
  readonly bytesMax?: number;
}

/** A YAML 1.2 file as its schema has it. Every mistake is reported at once, each with its line and what is allowed. */
export async function readYamlFile<S extends z.ZodType>(
  path: string,
  schema: S,
  manners: YamlManners = { holdsSecrets: false },
): Promise<Result<YamlFile<z.output<S>>, NonEmpty<FileFailure>>> {
  const bytes = await readFileBytes(path, manners.bytesMax ?? FILE_BYTES_MAX);
  if (!bytes.ok) return err([bytes.error]);
  const parsed = parseYaml(path, bytes.value, schema, manners);
  if (!parsed.ok) return parsed;
  return ok({ path, value: parsed.value, hash: createHash('sha256').update(bytes.value).digest('hex') });
}

/** The pure half of `readYamlFile`: `path` is only named in failures. */
export function parseYaml<S extends z.ZodType>(
  path: string,
  bytes: Uint8Array,
  schema: S,
  manners: YamlManners = { holdsSecrets: false },
): Result<z.output<S>, NonEmpty<FailureOf<'FILE_MALFORMED'>>> {
  const at = (line: number, column: number, problem: string): FailureOf<'FILE_MALFORMED'> => ({
    code: 'FILE_MALFORMED',
    path,
    line,
    column,
    problem,
  });
  const bytesMax = manners.bytesMax ?? FILE_BYTES_MAX;
  if (bytes.length > bytesMax) return err([at(1, 1, `larger than ${bytesMax} bytes`)]);
  const text = readUtf8(bytes);
  if (!text.ok) return err([at(text.error.line, 1, 'the line is not UTF-8')]);

  const lines = new LineCounter();
  const parsed = parseText(text.value, lines, schema, manners);
  if (parsed.ok) return parsed;
  const failures = mapNonEmpty(inOrder(parsed.error), ({ offset, problem }) => {
    const { line, col } = lines.linePos(offset);
    return at(line, col, problem);
  });
  return err(failures);
}

/** YAML's grammar first, then what the schema says of the content: a tree that isn't sound can't be judged. */
function parseText<S extends z.ZodType>(
  text: string,
  lineCounter: LineCounter,
  schema: S,
  manners: YamlManners,
): Result<z.output<S>, NonEmpty<Mistake>> {
  const document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true });
  const syntax = syntaxMistakes(document);
  if (isNonEmpty(syntax)) return err(syntax);
  const content = readContent(document);
  if (!content.ok) return err([content.error]);
  // A file is checked once: to compile its schema first, as zod does unless told, takes longer than the check.
  const checked = schema.safeParse(content.value, { error: describeIssue, jitless: true });
  if (checked.success) return ok(checked.data);
  const mistakes = telling(checked.error.issues).flatMap((issue) => mistakesOf(issue, document, manners));
  if (!isNonEmpty(mistakes)) throw new Error('invariant: a schema refused without an issue');
  return err(mistakes);
}

/** Where something of another kind stands, the bounds of what belongs there say nothing. */
function telling(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const placeOf = ({ path }: z.core.$ZodIssue): string => JSON.stringify(path.map(String));
  const misplaced = new Set(issues.filter(({ code }) => code === 'invalid_type').map(placeOf));
  return issues.filter((issue) => issue.code === 'invalid_type' || !misplaced.has(placeOf(issue)));
}

function mistakesOf(
  issue: z.core.$ZodIssue,
  document: Document,
  { holdsSecrets }: YamlManners,
): readonly Mistake[] {
  if (issue.code !== 'unrecognized_keys') {
    return [
      { offset: offsetOf(document, issue.path), problem: pathOf(document, issue.path) + issue.message },
    ];
  }
  return issue.keys.map((key) => ({
    offset: offsetOf(document, [...issue.path, key]),
    problem: pathOf(document, holdsSecrets ? issue.path : [...issue.path, key]) + issue.message,
  }));
}

/** By place, no more than a person reads, and of the rest the number. */
function inOrder(mistakes: NonEmpty<Mistake>): NonEmpty<Mistake> {
  const [first, ...others] = mistakes.toSorted((one, other) => one.offset - other.offset);
  const shown = others.slice(0, MISTAKES_MAX - 1);
  const next = others[shown.length];
  const rest = others.length - shown.length;
  const more =
    next === undefined ? [] : [{ offset: next.offset, problem: `${rest} more mistakes from here on` }];
  return [first ?? mistakes[0], ...shown, ...more];
}
