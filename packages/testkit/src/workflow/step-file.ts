import { convertToIfCondition } from '@actions/workflow-parser/model/converter/if-condition';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Action, ActionLibrary } from './action-file.ts';
import { type ParsedFile, type Refusal, refusal, unknownKeys } from './token.ts';

/** A step of a job, or of a composite action. */
export interface StepFile {
  readonly id: string | null;
  readonly name: TemplateToken | undefined;
  /** As GitHub reads it: with `success() &&` before it where it asks for no status. */
  readonly condition: string;
  readonly env: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly work: StepWork;
}

export type StepWork =
  | {
      readonly kind: 'run';
      readonly script: TemplateToken;
      readonly shell: TemplateToken | undefined;
      readonly workingDirectory: TemplateToken | undefined;
    }
  | {
      readonly kind: 'uses';
      readonly reference: string;
      readonly action: Action;
      readonly with: TemplateToken | undefined;
    };

const COMMON = ['id', 'name', 'if', 'env', 'continue-on-error', 'timeout-minutes'];
const RUN = [...COMMON, 'run', 'shell', 'working-directory'];
const USES = [...COMMON, 'uses', 'with'];

/** The shells of a host that is no Windows machine, as far as they are run here. */
const SHELLS = ['bash', 'sh'];

export function readSteps(
  file: ParsedFile,
  steps: TemplateToken | undefined,
  library: ActionLibrary,
  refusals: Refusal[],
): readonly StepFile[] {
  if (steps === undefined || !isSequence(steps)) return [];
  return [...steps].flatMap((step) =>
    isMapping(step) ? (readStep(file, step, library, refusals) ?? []) : [],
  );
}

function readStep(
  file: ParsedFile,
  step: MappingToken,
  library: ActionLibrary,
  refusals: Refusal[],
): StepFile | null {
  const script = step.find('run');
  const unknown = unknownKeys(file.name, step, script === undefined ? USES : RUN);
  refusals.push(...unknown);
  const work = script === undefined ? readUses(file, step, library, refusals) : readRun(file, step, refusals);
  if (work === null) return null;
  const timeoutMinutes = step.find('timeout-minutes');
  if (timeoutMinutes !== undefined && work.kind === 'uses' && work.action.kind === 'composite')
    refusals.push(
      refusal(file.name, timeoutMinutes, 'a limit of time for a composite action is not run here'),
    );
  return {
    id: step.find('id')?.toString() ?? null,
    name: step.find('name'),
    condition: conditionOf(file, step.find('if')),
    env: step.find('env'),
    continueOnError: step.find('continue-on-error'),
    timeoutMinutes,
    work,
  };
}

/** What isn't an expression leaves its mistake in the file's context. */
export const conditionOf = ({ context }: ParsedFile, token: TemplateToken | undefined): string =>
  (token === undefined ? undefined : convertToIfCondition(context, token))?.expression ?? 'success()';

function readRun(file: ParsedFile, step: MappingToken, refusals: Refusal[]): StepWork | null {
  const script = step.find('run');
  const shell = step.find('shell');
  if (script === undefined) return null;
  if (shell !== undefined && !SHELLS.includes(shell.toString()))
    refusals.push(refusal(file.name, shell, `the shell \`${shell.toString()}\` is not run here`));
  return { kind: 'run', script, shell, workingDirectory: step.find('working-directory') };
}

function readUses(
  file: ParsedFile,
  step: MappingToken,
  library: ActionLibrary,
  refusals: Refusal[],
): StepWork | null {
  const uses = step.find('uses');
  if (uses === undefined) return null;
  const action = library.find(uses.toString());
  if (action.ok)
    return { kind: 'uses', reference: uses.toString(), action: action.value, with: step.find('with') };
  refusals.push(...action.error.map((why) => refusal(file.name, uses, why)));
  return null;
}
