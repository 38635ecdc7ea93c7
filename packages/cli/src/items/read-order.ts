import type { PasswordRecipe } from '@connect-token/account/items';
import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import type { Args } from '../args.ts';
import type { Io } from '../io.ts';
import { type Assignment, parseAssignment } from './assignment.ts';
import type { OpTemplate } from './op-item.ts';
import { parseRecipe } from './recipe.ts';

/** What a line wants of an item. */
export interface ItemOrder {
  readonly assignments: readonly Assignment[];
  /** For the statements that read it. */
  readonly input: Secret<string>;
  readonly recipe: PasswordRecipe | null;
  readonly template: OpTemplate | null;
}

/** Reads statements, recipe, template and standard input. Fails with every mistake in them; nothing of a value is in one. */
export async function readOrder(
  args: Args,
  words: readonly string[],
  io: Io,
): Promise<Result<ItemOrder, NonEmpty<Failure>>> {
  const failures: Failure[] = [];
  const take = <T>(read: Result<T, Failure>): T | null => {
    if (read.ok) return read.value;
    failures.push(read.error);
    return null;
  };
  const statements = words.filter((word) => word !== '-');
  const assignments = statements.flatMap((word) => take(parseAssignment(word)) ?? []);
  const recipeText = args.text('generate-password');
  const recipe = recipeText === undefined ? null : take(parseRecipe(recipeText));
  const reading = assignments.filter(({ change }) => change.kind === 'read').length;
  const piped = words.includes('-');
  if (reading + (piped ? 1 : 0) > 1)
    failures.push(usage('standard input is read for one thing only: one `-` or one `=-`'));
  if (piped && args.has('template'))
    failures.push(usage('two templates are given: `--template`, and standard input'));
  if (isNonEmpty(failures)) return err(failures);
  const input = piped || reading > 0 ? await io.readInput() : ok('');
  if (!input.ok) return err([input.error]);
  const template = await readTemplate(args.text('template'), piped ? input.value : null);
  if (!template.ok) return template;
  // The end of the line is the shell's, and no part of a secret.
  const value = secret(input.value.replace(/\r?\n$/, ''));
  return ok({ assignments, input: value, recipe, template: template.value });
}

async function readTemplate(
  path: string | undefined,
  piped: string | null,
): Promise<Result<OpTemplate | null, NonEmpty<Failure>>> {
  if (path === undefined && piped === null) return ok(null);
  // Whoever has no template doesn't wait for the schema library.
  const [{ parseTemplate }, { readTextFile }] = await Promise.all([
    import('./read-template.ts'),
    import('./text-file.ts'),
  ]);
  if (path === undefined) return parseTemplate('standard input', piped ?? '');
  const text = await readTextFile(path);
  return text.ok ? parseTemplate(path, text.value) : err([text.error]);
}

const usage = (problem: string): Failure => ({ code: 'USAGE_INVALID', problem, instead: null });
