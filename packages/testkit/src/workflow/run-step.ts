import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type StepResult, startPost, startStep } from '../runner.ts';
import type { Action, Inputs, Post } from './action-file.ts';
import { holds, jsonOf, type Scope, textOf, textsOf } from './expression.ts';
import { type Frame, scopeOf } from './frame.ts';
import { checkOut, type Machine, type Outcome, say } from './machine.ts';
import type { StepFile } from './step-file.ts';
import { type Done, optionsOf, startScript, type Texts, watch } from './step-process.ts';

const NOTHING: Done = { outcome: 'success', outputs: {}, printed: '' };

/** Runs a step where its condition holds; answers its conclusion. What can't be evaluated fails the step. */
export async function runStep(machine: Machine, frame: Frame, step: StepFile): Promise<Outcome> {
  let inner = frame;
  let done: Done = { ...NOTHING, outcome: 'skipped' };
  let tolerated = false;
  let name = step.work.kind === 'uses' ? step.work.reference : 'run';
  try {
    inner = { ...frame, overrides: { ...frame.overrides, ...textsOf(step.env, scopeOf(machine, frame)) } };
    if (frame.top) machine.goesOn = () => holds(step.condition, scopeOf(machine, inner));
    if (!machine.dead && holds(step.condition, scopeOf(machine, inner))) {
      name = step.name === undefined ? name : textOf(step.name, scopeOf(machine, inner));
      say(machine, `▶ ${name}`);
      tolerated =
        step.continueOnError !== undefined && jsonOf(step.continueOnError, scopeOf(machine, inner)) === true;
      done = await perform(machine, inner, step);
    }
  } catch (cause) {
    say(machine, `Error: ${cause instanceof Error ? cause.message : String(cause)}`);
    done = { ...done, outcome: 'failure' };
  }
  const { outcome, outputs } = done;
  const conclusion = outcome === 'failure' && tolerated ? 'success' : outcome;
  if (step.id !== null) frame.steps[step.id] = { outputs, outcome, conclusion };
  machine.reports.push({ name, stage: 'main', conclusion, ...done });
  return conclusion;
}

async function perform(machine: Machine, frame: Frame, { work, timeoutMinutes }: StepFile): Promise<Done> {
  const scope = scopeOf(machine, frame);
  const minutes = timeoutMinutes === undefined ? Infinity : Number(textOf(timeoutMinutes, scope));
  const { overrides } = frame;
  if (work.kind === 'run') return watch(machine, startScript(machine, work, overrides, scope), minutes);
  const { action, reference } = work;
  if (reference.startsWith('./') && !existsSync(join(machine.workspace, reference)))
    throw new Error(`\`${reference}\` is not in the workspace: nothing has checked the repository out`);
  const given = textsOf(work.with, scope);
  switch (action.kind) {
    case 'checkout':
      checkOut(machine);
      return NOTHING;
    case 'composite':
      return runComposite(machine, frame, action, inputsOf(action.inputs, given, scope));
    case 'node': {
      const inputs = inputsOf(action.inputs, given, scope);
      const running = startStep({ ...optionsOf(machine, action.directory, overrides, scope), with: inputs });
      const { post } = action;
      // Registered before main ends, so that a main that is cancelled has its post as well.
      if (post !== null)
        machine.posts.push(async () =>
          runPost(machine, frame, `Post ${reference}`, post, await running.done),
        );
      return watch(machine, running, minutes);
    }
  }
}

const inputsOf = (inputs: Inputs, given: Texts, scope: Scope): Texts => ({
  ...Object.fromEntries(
    inputs.map(([name, standard]) => [name, standard === undefined ? '' : textOf(standard, scope)]),
  ),
  ...given,
});

/**
 * The steps of a composite action see its inputs as `inputs`, never as variables; the `env:` of the step that calls it; and their
 * own outputs only. One that fails fails the action; those after it run where their condition says so.
 * Source: docs.github.com, "Metadata syntax reference", runs for composite actions.
 */
async function runComposite(
  machine: Machine,
  frame: Frame,
  { directory, steps, outputs }: Action & { readonly kind: 'composite' },
  inputs: Texts,
): Promise<Done> {
  let failed = false;
  const github = { ...(machine.order.contexts.github as object), action_path: directory };
  const inside: Frame = {
    contexts: { inputs, github },
    overrides: frame.overrides,
    steps: {},
    status: () => (machine.status === 'cancelled' ? 'cancelled' : failed ? 'failure' : 'success'),
    top: false,
  };
  for (const step of steps) {
    const conclusion = await runStep(machine, inside, step);
    failed ||= conclusion === 'failure' || conclusion === 'cancelled';
  }
  const scope = scopeOf(machine, inside);
  return {
    outcome: machine.status === 'cancelled' ? 'cancelled' : failed ? 'failure' : 'success',
    outputs: Object.fromEntries(outputs.map(([name, value]) => [name, textOf(value, scope)])),
    printed: '',
  };
}

/**
 * A post step has the state of its main, and today's environment. Inside a composite action the inputs are those of another step
 * on GitHub's runner (github.com/actions/runner/issues/3514): here they are gone, so that nothing can rely on them.
 */
async function runPost(
  machine: Machine,
  frame: Frame,
  name: string,
  { condition }: Post,
  main: StepResult,
): Promise<void> {
  const scope = { ...scopeOf(machine, frame), status: machine.status };
  if (machine.dead || !holds(condition, scope)) return;
  say(machine, `▶ ${name}`);
  const options = optionsOf(machine, main.options.actionDir, frame.overrides, scope);
  const running = startPost(main, { ...options, ...(frame.top ? {} : { with: {} }) });
  const done = await watch(machine, running, Infinity);
  machine.reports.push({ name, stage: 'post', conclusion: done.outcome, ...done });
  if (done.outcome === 'failure' && machine.status === 'success') machine.status = 'failure';
}
