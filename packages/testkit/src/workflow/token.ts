import { readFileSync } from 'node:fs';
import { handleTemplateTokenErrors } from '@actions/workflow-parser/model/converter/handle-errors';
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
import { parseExpression } from './expression.ts';

/** What can't be run, and where: ``deploy.yml (Line: 12, Col: 5): `container` is not run here``. */
export type Refusal = string;

/** A part of a file, which may be left out. */
export type Part = TemplateToken | undefined;

/** A file as GitHub's own parser reads it. Mistakes are collected in `context`, GitHub's and ours alike. */
export interface ParsedFile {
  readonly root: MappingToken;
  readonly context: TemplateContext;
}

const schemas = new Map<string, TemplateSchema>();

/** GitHub's schema of a kind of file. The package's own entry imports it as JSON in a way that Node refuses. */
function schemaOf(kind: string): TemplateSchema {
  const url = new URL(`./${kind}-v1.0.min.json`, import.meta.resolve('@actions/workflow-parser'));
  const load = () => TemplateSchema.load(new JSONObjectReader(undefined, readFileSync(url, 'utf8')));
  const schema = schemas.get(kind) ?? load();
  schemas.set(kind, schema);
  return schema;
}

/**
 * What `read` makes of a file that GitHub takes; all mistakes at once where there are any, those that `read` adds included. It may
 * assert of what kind a token is: the first that is of another, such as an expression where only a value is run, is the last mistake.
 */
export function readFile<T>(
  kind: 'workflow' | 'action',
  name: string,
  text: string,
  read: (file: ParsedFile) => T | undefined,
): Result<T, readonly Refusal[]> {
  const trace = new NoOperationTraceWriter();
  const context = new TemplateContext(new TemplateValidationErrors(), schemaOf(kind), trace);
  const mistakes = (): readonly Refusal[] => context.errors.getErrors().map(({ message }) => message);
  const fileId = context.getFileId(name);
  const yaml = new YamlObjectReader(fileId, text);
  for (const { message, range } of yaml.errors) context.error(fileId, message, range);
  const root =
    yaml.errors.length > 0 ? undefined : readTemplate(context, `${kind}-root-strict`, yaml, fileId);
  if (mistakes().length > 0 || root === undefined || !isMapping(root)) return err(mistakes());
  for (const [, token] of TemplateToken.traverse(root)) {
    if (isBasicExpression(token)) checkExpression(context, token, token.expression);
    else if (token.isExpression) context.error(token, '`insert` is not run here');
  }
  const value = handleTemplateTokenErrors(root, context, undefined, () => read({ root, context }));
  return mistakes().length > 0 || value === undefined ? err(mistakes()) : ok(value);
}

/** GitHub knows more contexts and functions than there are here, such as `strategy` and `hashFiles()`. */
export function checkExpression(context: TemplateContext, token: TemplateToken, expression: string): void {
  try {
    parseExpression(expression);
  } catch (cause) {
    context.error(token, `not run here: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Refuses the keys that aren't among `known`: what a runner would do with them is not guessed. */
export function checkKeys({ context }: ParsedFile, mapping: MappingToken, known: readonly string[]): void {
  for (const { key } of mapping)
    if (!known.includes(key.toString())) context.error(key, `\`${key.toString()}\` is not run here`);
}
