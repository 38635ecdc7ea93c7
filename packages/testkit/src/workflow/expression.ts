import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { truthy } from '@actions/expressions/result';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What `success()`, `failure()` and `cancelled()` ask about. `unmet`: a job that was needed hasn't run, so that none of them holds.
 * Source: docs.github.com, "Evaluate expressions in workflows and actions", status check functions.
 */
export type Status = 'success' | 'failure' | 'cancelled' | 'unmet';

const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
] as const;

/** What an expression can see. Which contexts it may name where, GitHub's schema has checked; those left out here are empty. */
export type Contexts = Readonly<Partial<Record<(typeof CONTEXTS)[number], Json>>>;

export interface Scope {
  readonly contexts: Contexts;
  readonly status: Status;
}

/** Throws what GitHub's evaluator throws, such as for `fromJSON` of no JSON: the step fails then. */
function evaluate(expression: string, { contexts, status }: Scope): data.ExpressionData {
  const functions = statusFunctions(status);
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, [...CONTEXTS], functions).parse();
  const known = CONTEXTS.map((key) => ({ key, value: toData(contexts[key] ?? {}) }));
  const byName = new Map(functions.map((definition) => [definition.name, definition]));
  return new Evaluator(tree, new data.Dictionary(...known), byName).evaluate();
}

function statusFunctions(status: Status): FunctionDefinition[] {
  const define = (name: string, holds: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(holds),
  });
  return [
    define('always', true),
    ...(['success', 'failure', 'cancelled'] as const).map((name) => define(name, status === name)),
  ];
}

const toData = (value: Json): data.ExpressionData => JSON.parse(JSON.stringify(value), data.reviver);

export const holds = (condition: string, scope: Scope): boolean => truthy(evaluate(condition, scope));

/** The value of a part of a file, with its expressions evaluated. */
export function jsonOf(token: TemplateToken, scope: Scope): Json {
  if (isBasicExpression(token))
    return JSON.parse(JSON.stringify(evaluate(token.expression, scope), data.replacer));
  if (isSequence(token)) return [...token].map((item) => jsonOf(item, scope));
  if (isMapping(token))
    return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), jsonOf(value, scope)]));
  return isString(token) || isNumber(token) || isBoolean(token) ? token.value : null;
}

/** As text: what an environment variable, an input or a script becomes. */
export const textOf = (token: TemplateToken, scope: Scope): string =>
  isBasicExpression(token) ? evaluate(token.expression, scope).coerceString() : token.toString();

/** A mapping of names to texts, such as `env` and `with`; none where it is left out. */
export const textsOf = (token: TemplateToken | undefined, scope: Scope): Readonly<Record<string, string>> =>
  token === undefined || !isMapping(token)
    ? {}
    : Object.fromEntries([...token].map(({ key, value }) => [key.toString(), textOf(value, scope)]));
