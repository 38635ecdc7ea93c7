import { handleTemplateTokenErrors } from '@actions/workflow-parser/model/converter/handle-errors';
import { type MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isBasicExpression, isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { err, ok, type Result } from '@connect-token/core';
import { parseExpression } from './expression.ts';
import { mistakesOf, parseTemplate, type Template, type TemplateKind } from './template.ts';

/** What can't be run, and where: ``deploy.yml (Line: 12, Col: 5): `container` is not run here``. */
export type Refusal = string;

/** A part of a file, which may be left out. */
export type Part = TemplateToken | undefined;

/** A file that GitHub takes. Our refusals join its mistakes in `context`. */
export interface ParsedFile extends Template {
  readonly root: MappingToken;
}

/**
 * What `read` makes of a file that GitHub takes; all mistakes at once where there are any, those that `read` adds included. It may
 * assert of what kind a token is: the first that is of another, such as an expression where only a value is run, is the last mistake.
 */
export function readFile<T>(
  kind: TemplateKind,
  name: string,
  text: string,
  read: (file: ParsedFile) => T | undefined,
): Result<T, readonly Refusal[]> {
  const template = parseTemplate(kind, name, text);
  const { context, root } = template;
  if (mistakesOf(template).length > 0 || root === undefined || !isMapping(root))
    return err(mistakesOf(template));
  for (const [, token] of TemplateToken.traverse(root)) {
    if (isBasicExpression(token)) checkExpression(template, token, token.expression);
    else if (token.isExpression) context.error(token, '`insert` is not run here');
  }
  const value = handleTemplateTokenErrors(root, context, undefined, () => read({ root, context }));
  const mistakes = mistakesOf(template);
  return mistakes.length > 0 || value === undefined ? err(mistakes) : ok(value);
}

/** GitHub knows more contexts and functions than there are here, such as `strategy` and `hashFiles()`. */
export function checkExpression({ context }: Template, token: TemplateToken, expression: string): void {
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
