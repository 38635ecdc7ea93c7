import { readFileSync } from 'node:fs';
import { Lexer } from '@actions/expressions';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/template-schema';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import { type MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isBasicExpression, isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { YamlObjectReader } from '@actions/workflow-parser/workflows/yaml-object-reader';
import { err, ok, type Result } from '@connect-token/core';

/** What can't be run, and where: ``deploy.yml:12: `container` is not run here``. */
export type Refusal = string;

/** A file as GitHub's own parser reads it, and the context in which that collects mistakes. */
export interface ParsedFile {
  readonly name: string;
  readonly root: MappingToken;
  readonly context: TemplateContext;
}

const ROOTS = { workflow: 'workflow-root-strict', action: 'action-root-strict' } as const;

type Kind = keyof typeof ROOTS;

const schemas = new Map<Kind, TemplateSchema>();

/** GitHub's schema of the file. The package's own entry imports it as JSON in a way that Node refuses. */
function schemaOf(kind: Kind): TemplateSchema {
  const known = schemas.get(kind);
  if (known !== undefined) return known;
  const url = new URL(`./${kind}-v1.0.min.json`, import.meta.resolve('@actions/workflow-parser'));
  const schema = TemplateSchema.load(new JSONObjectReader(undefined, readFileSync(url, 'utf8')));
  schemas.set(kind, schema);
  return schema;
}

export function parseFile(kind: Kind, name: string, text: string): Result<ParsedFile, readonly Refusal[]> {
  const trace = new NoOperationTraceWriter();
  const context = new TemplateContext(new TemplateValidationErrors(), schemaOf(kind), trace);
  const fileId = context.getFileId(name);
  const yaml = new YamlObjectReader(fileId, text);
  for (const { message, range } of yaml.errors) context.error(fileId, message, range);
  const root = yaml.errors.length > 0 ? undefined : readTemplate(context, ROOTS[kind], yaml, fileId);
  const refusals = [...mistakesOf(context), ...(root === undefined ? [] : unknownExpressions(name, root))];
  if (refusals.length > 0 || root === undefined || !isMapping(root)) return err(refusals);
  return ok({ name, root, context });
}

/** What GitHub's parser has found so far. */
export const mistakesOf = (context: TemplateContext): readonly Refusal[] =>
  context.errors.getErrors().map(({ message }) => message);

/** `hashFiles` needs the runner's own program, and an inserted mapping isn't one expression. */
function* unknownExpressions(name: string, root: TemplateToken): Generator<Refusal> {
  for (const [, token] of TemplateToken.traverse(root)) {
    if (token.isExpression && !isBasicExpression(token))
      yield refusal(name, token, '`insert` is not run here');
    if (isBasicExpression(token) && calls(token.expression, 'hashFiles'))
      yield refusal(name, token, '`hashFiles()` is not run here');
  }
}

const calls = (expression: string, name: string): boolean =>
  new Lexer(expression).lex().tokens.some(({ lexeme }) => lexeme.toLowerCase() === name.toLowerCase());

export const refusal = (name: string, token: TemplateToken, why: string): Refusal =>
  `${name}:${token.line ?? '?'}: ${why}`;

/** The keys that aren't among `known`, each refused: what a runner would do with them is not guessed. */
export const unknownKeys = (
  name: string,
  mapping: MappingToken,
  known: readonly string[],
): readonly Refusal[] =>
  [...mapping].flatMap(({ key }) =>
    known.includes(key.toString()) ? [] : [refusal(name, key, `\`${key.toString()}\` is not run here`)],
  );
