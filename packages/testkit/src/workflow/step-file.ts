import { convertToIfCondition } from '@actions/workflow-parser/model/converter/if-condition';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Result } from '@connect-token/core';
import type { Action } from './action-file.ts';
import { checkExpression, checkKeys, type ParsedFile, type Part, type Refusal } from './token.ts';

/** A step of a job, or of a composite action. */
export interface StepFile {
  readonly id: string | null;
  readonly name: Part;
  /** As GitHub reads it: with `success() &&` before it where it asks for no status. */
  readonly condition: string;
  readonly env: Part;
  /** `continue-on-error`. */
  readonly mayFail: boolean;
  readonly work: StepWork;
}

export type StepWork =
  | { readonly kind: 'run'; readonly script: TemplateToken; readonly shell: Part }
  | { readonly kind: 'uses'; readonly reference: string; readonly action: Action; readonly with: Part };

/** The actions that a file may use. */
export type FindAction = (reference: string) => Result<Action, readonly Refusal[]>;

const COMMON = ['id', 'name', 'if', 'env', 'continue-on-error'];

export function readSteps(file: ParsedFile, steps: Part, find: FindAction): readonly StepFile[] {
  if (steps === undefined || !isSequence(steps)) return [];
  return [...steps].flatMap((step) => (isMapping(step) ? readStep(file, step, find) : []));
}

function readStep(file: ParsedFile, step: MappingToken, find: FindAction): readonly StepFile[] {
  const work = readRun(file, step) ?? readUses(file, step, find);
  if (work === null) return [];
  return [
    {
      id: step.find('id')?.toString() ?? null,
      name: step.find('name'),
      condition: conditionOf(file, step),
      env: step.find('env'),
      mayFail: step.find('continue-on-error')?.assertBoolean('continue-on-error').value ?? false,
      work,
    },
  ];
}

/** What isn't an expression leaves its mistake in the file's context. */
function conditionOf(file: ParsedFile, step: MappingToken): string {
  const token = step.find('if');
  if (token === undefined) return 'success()';
  const condition = convertToIfCondition(file.context, token)?.expression ?? 'success()';
  checkExpression(file, token, condition);
  return condition;
}

function readRun(file: ParsedFile, step: MappingToken): StepWork | null {
  const script = step.find('run');
  const shell = step.find('shell');
  if (script === undefined) return null;
  checkKeys(file, step, [...COMMON, 'run', 'shell']);
  if (shell !== undefined && shell.toString() !== 'bash')
    file.context.error(shell, `the shell \`${shell.toString()}\` is not run here`);
  return { kind: 'run', script, shell };
}

function readUses(file: ParsedFile, step: MappingToken, find: FindAction): StepWork | null {
  const uses = step.find('uses');
  if (uses === undefined) return null;
  checkKeys(file, step, [...COMMON, 'uses', 'with']);
  const reference = uses.toString();
  const action = find(reference);
  if (action.ok) return { kind: 'uses', reference, action: action.value, with: step.find('with') };
  for (const why of action.error) file.context.error(uses, why);
  return null;
}
