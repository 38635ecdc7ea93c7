import { data, Evaluator, type Expr, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { truthy } from '@actions/expressions/result';
import { isBasicExpression, isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Part } from './token.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type Texts = Readonly<Record<string, string>>;

/**
 * What `success()`, `failure()` and `cancelled()` ask about. `unmet`: a job that was needed hasn't run, so that none of them holds.
 * Source: docs.github.com, "Evaluate expressions in workflows and actions", status check functions.
 */
export type Status = 'success' | 'failure' | 'cancelled' | 'unmet';

/** `secrets` has none: that a repository needs none is what ID tokens are for. */
const CONTEXTS = ['github', 'env', 'vars', 'secrets', 'job', 'steps', 'runner', 'matrix', 'needs', 'inputs'];

export type Context = Readonly<Record<string, Json>>;

/** What an expression can see. Which of them it may name where, GitHub's schema has checked. */
export type Contexts = Readonly<Record<string, Context>>;

export interface Scope {
  readonly contexts: Contexts;
  readonly status: Status;
}

const statusFunctions = (status: Status): FunctionDefinition[] =>
  ['always', 'success', 'failure', 'cancelled'].map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === 'always' || name === status),
  }));

/** Throws for a context or a function that isn't there. */
export const parseExpression = (expression: string): Expr =>
  new Parser(new Lexer(expression).lex().tokens, CONTEXTS, statusFunctions('success')).parse();

/** Throws what GitHub's evaluator throws, such as for `fromJSON` of no JSON: the step fails then. */
function evaluate(expression: string, { contexts, status }: Scope): data.ExpressionData {
  const known = CONTEXTS.map((key) => ({ key, value: toData(contexts[key] ?? {}) }));
  const functions = new Map(statusFunctions(status).map((definition) => [definition.name, definition]));
  return new Evaluator(parseExpression(expression), new data.Dictionary(...known), functions).evaluate();
}

const toData = (value: Json): data.ExpressionData => JSON.parse(JSON.stringify(value), data.reviver);

export const holds = (condition: string, scope: Scope): boolean => truthy(evaluate(condition, scope));

/** As text: what an environment variable, an input or a script becomes; empty where it is left out. */
export const textOf = (token: Part, scope: Scope): string =>
  token !== undefined && isBasicExpression(token)
    ? evaluate(token.expression, scope).coerceString()
    : (token?.toString() ?? '');

/** A mapping of names to texts, such as `env` and `with`; none where it is left out. Of inputs and outputs, the one `property` that counts. */
export const textsOf = (token: Part, scope: Scope, property?: string): Texts =>
  token === undefined || !isMapping(token)
    ? {}
    : Object.fromEntries(
        [...token].map(({ key, value }) => {
          const text = property !== undefined && isMapping(value) ? value.find(property) : value;
          return [key.toString(), textOf(text, scope)];
        }),
      );
