import { inputVariable, readActionFile } from './runner-action.ts';
import type { RunnerFiles } from './runner-files.ts';
import { type CancelGrace, type ProcessResult, startProcess } from './runner-process.ts';

export interface StepOptions {
  /** The folder with the `action.yml`. */
  readonly actionDir: string;
  /** A folder of the caller's, in which each step gets a fresh one for its files. */
  readonly directory: string;
  /** The step's inputs; the defaults of `action.yml` fill in. */
  readonly with?: Readonly<Record<string, string>>;
  /**
   * What the job has, such as `ACTIONS_ID_TOKEN_REQUEST_URL`; also a `GITHUB_STATE` that isn't there. Nothing but PATH comes
   * from the caller's own environment.
   */
  readonly env?: Readonly<Record<string, string>>;
  readonly cancelGrace?: CancelGrace;
  /** Values that earlier steps of the job have masked. */
  readonly masks?: readonly string[];
  /** Hears each line of the log as it is shown: masked. */
  readonly said?: (line: string) => void;
}

export interface RunningStep {
  /** Settles when the process is gone and its output is read. Never rejects for what the action did. */
  readonly done: Promise<StepResult>;
  /** SIGINT, and what follows it as long as the process lives. */
  cancel(): void;
  /** SIGKILL at once. */
  kill(): void;
}

export interface StepResult extends ProcessResult {
  readonly options: StepOptions;
}

/** Starts an action's main as GitHub's runner does: inputs and files by environment, commands by output. */
export function startStep(options: StepOptions): RunningStep {
  return start(readActionFile(options.actionDir).mainPath, options, {});
}

/**
 * Starts the post of a step, with the state that its main saved, whatever became of main. `overrides` are for what goes
 * wrong: other inputs (nested composites), a tampered state, no ID-token environment.
 */
export function startPost(
  main: StepResult,
  overrides: Partial<StepOptions> & { readonly state?: Readonly<Record<string, string>> } = {},
): RunningStep {
  const { state = main.state, ...others } = overrides;
  const env = { ...main.options.env, ...main.env };
  const options = { ...main.options, masks: main.masks, env, ...others };
  const { postPath } = readActionFile(options.actionDir);
  if (postPath === null) throw new Error('invariant: the action has a post step');
  const variables = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value] as const);
  return start(postPath, options, Object.fromEntries(variables));
}

export const runStep = (options: StepOptions): Promise<StepResult> => startStep(options).done;

export const runPost = (...args: Parameters<typeof startPost>): Promise<StepResult> =>
  startPost(...args).done;

function start(script: string, options: StepOptions, state: Readonly<Record<string, string>>): RunningStep {
  const { directory, cancelGrace, masks, said } = options;
  const running = startProcess({
    command: process.execPath,
    args: [script],
    place: (files) => ({ cwd: files.directory, env: { ...environmentOf(options, files), ...state } }),
    directory,
    ...(cancelGrace === undefined ? {} : { cancelGrace }),
    ...(masks === undefined ? {} : { masks }),
    ...(said === undefined ? {} : { said }),
  });
  return { ...running, done: running.done.then((result) => ({ ...result, options })) };
}

function environmentOf(options: StepOptions, files: RunnerFiles): Readonly<Record<string, string>> {
  const { inputs } = readActionFile(options.actionDir);
  const given = Object.entries({ ...inputs, ...options.with });
  return {
    PATH: process.env['PATH'] ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: files.directory,
    RUNNER_TEMP: files.directory,
    ...files.env,
    ...options.env,
    ...Object.fromEntries(given.map(([name, value]) => [inputVariable(name), value])),
  };
}
