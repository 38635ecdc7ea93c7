import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from './action-file.ts';
import { holds, type Texts, textOf, textsOf } from './expression.ts';
import { type Frame, scopeOf } from './frame.ts';
import { cancelMachine, type Done, type Machine, type Outcome, say, statusOf } from './machine.ts';
import { runNode, runScript } from './run-process.ts';
import type { StepFile, StepWork } from './step-file.ts';

const NOTHING: Done = { outcome: 'success', outputs: {}, printed: '', state: {} };

const MINUTE_MS = 60_000;

/** Runs the steps of a job, which is cancelled past its minutes, and then its posts. Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.timeout-minutes`. */
export async function runOn(machine: Machine, steps: readonly StepFile[], minutes: number): Promise<Outcome> {
  const timer = setTimeout(() => cancelMachine(machine), minutes * MINUTE_MS);
  const { contexts } = machine;
  await runSteps({ machine, contexts, overrides: {}, steps: {}, progress: machine }, steps);
  clearTimeout(timer);
  machine.goesOn = () => true;
  for (let post = machine.posts.pop(); post !== undefined && !machine.dead; post = machine.posts.pop())
    await post();
  // GitHub hears no more of a machine that is gone, and calls its job failed.
  return machine.dead ? 'failure' : statusOf(machine, machine);
}

/** One that fails lets those after it run where their condition says so. */
async function runSteps(frame: Frame, steps: readonly StepFile[]): Promise<void> {
  for (const step of steps) {
    const conclusion = await runStep(frame, step);
    // One that is ended though nobody has cancelled has taken longer than a test may: it has failed.
    frame.progress.failed ||= conclusion === 'failure' || conclusion === 'cancelled';
  }
}

/** Runs a step where its condition holds; answers its conclusion. What can't be evaluated fails the step. */
async function runStep(frame: Frame, step: StepFile): Promise<Outcome> {
  const { machine, progress, steps } = frame;
  let done: Done = { ...NOTHING, outcome: 'skipped' };
  let name = step.work.kind === 'uses' ? step.work.reference : 'run';
  try {
    const inner = { ...frame, overrides: { ...frame.overrides, ...textsOf(step.env, scopeOf(frame)) } };
    const wanted = (): boolean => holds(step.condition, scopeOf(inner));
    if (progress === machine) machine.goesOn = wanted;
    if (!machine.dead && wanted()) {
      name = textOf(step.name, scopeOf(inner)) || name;
      say(machine, `▶ ${name}`);
      done = await perform(inner, step.work);
    }
  } catch (cause) {
    say(machine, `Error: ${cause instanceof Error ? cause.message : String(cause)}`);
    done = { ...done, outcome: 'failure' };
  }
  const { outcome, outputs } = done;
  const conclusion = outcome === 'failure' && step.mayFail ? 'success' : outcome;
  if (step.id !== null) steps[step.id] = { outputs, outcome, conclusion };
  machine.reports.push({ name, stage: 'main', ...done });
  return conclusion;
}

async function perform(frame: Frame, work: StepWork): Promise<Done> {
  if (work.kind === 'run') return runScript(frame, work);
  const { machine } = frame;
  const { action, reference } = work;
  if (reference.startsWith('./') && !existsSync(join(machine.workspace, reference)))
    throw new Error(`\`${reference}\` is not in the workspace: nothing has checked the repository out`);
  if (action.kind === 'checkout') {
    const { checkout } = machine.order;
    if (checkout !== null) cpSync(checkout, machine.workspace, { recursive: true });
    return NOTHING;
  }
  const scope = scopeOf(frame);
  const inputs = { ...textsOf(action.inputs, scope, 'default'), ...textsOf(work.with, scope) };
  return action.kind === 'node'
    ? runNode(frame, action, inputs, `Post ${reference}`)
    : runComposite(frame, action, inputs);
}

/**
 * The steps of a composite action see its inputs as `inputs`, never as variables; the `env:` of the step that calls it; and their
 * own outputs only. One that fails fails the action.
 * Source: docs.github.com, "Metadata syntax reference", runs for composite actions.
 */
async function runComposite(
  { machine, contexts, overrides }: Frame,
  { directory, steps, outputs }: Action & { readonly kind: 'composite' },
  inputs: Texts,
): Promise<Done> {
  const github = { ...contexts['github'], action_path: directory };
  const progress = { failed: false };
  const frame: Frame = { machine, contexts: { ...contexts, inputs, github }, overrides, steps: {}, progress };
  await runSteps(frame, steps);
  return {
    ...NOTHING,
    outcome: statusOf(machine, progress),
    outputs: textsOf(outputs, scopeOf(frame), 'value'),
  };
}
