import { type ChildProcess, spawn } from 'node:child_process';
import { inputVariable, readActionFile } from './runner-action.ts';
import { createRunnerFiles, type FileCommands, type RunnerFiles, readRunnerFiles } from './runner-files.ts';
import { type Command, createStepLog, type StepLog } from './runner-log.ts';

/** How GitHub's runner cancels a step: SIGINT, then SIGTERM, then SIGKILL. Source: docs.github.com, "Workflow cancellation reference". */
export interface CancelGrace {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

const CANCEL_GRACE: CancelGrace = { interruptMs: 7_500, terminateMs: 2_500 };

/** No action of ours runs for long; a child that is still there would outlive its test. */
const STEP_MAX_MS = 90_000;

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
}

export interface RunningStep {
  /** Settles when the process is gone and its output is read. Never rejects for what the action did. */
  readonly done: Promise<StepResult>;
  /** SIGINT, and what follows it as long as the process lives. */
  cancel(): void;
  /** SIGKILL at once. */
  kill(): void;
}

export interface StepResult extends FileCommands {
  /** `cancelled`: a signal was sent; `failure`: an exit code other than 0, or a broken file. */
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As printed, masks not applied: what must never hold a secret, save in `::add-mask::`. */
  readonly stdout: string;
  readonly stderr: string;
  /** As the job's log shows it. */
  readonly log: string;
  readonly commands: readonly Command[];
  /** What this step and those before it have masked. */
  readonly masks: readonly string[];
  readonly files: RunnerFiles;
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
  const files = createRunnerFiles(options.directory);
  const child = spawn(process.execPath, [script], {
    cwd: files.directory,
    env: { ...environmentOf(options, files), ...state },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createStepLog(options.masks ?? []);
  const signals = signalling(child, options.cancelGrace ?? CANCEL_GRACE);
  return {
    done: ended(child, log).then(({ exitCode, signal }) => {
      signals.stop();
      const said = readRunnerFiles(files);
      const failed = exitCode !== 0 || said.problems.length > 0;
      return {
        conclusion: signals.sent() ? 'cancelled' : failed ? 'failure' : 'success',
        exitCode,
        signal,
        ...log.raw,
        log: log.masked,
        commands: log.commands,
        masks: log.masks,
        ...said,
        files,
        options,
      };
    }),
    cancel: signals.cancel,
    kill: signals.kill,
  };
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

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

function ended(child: ChildProcess, log: StepLog): Promise<Ended> {
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => log.write(stream, text));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      log.end();
      resolve({ exitCode, signal });
    });
  });
}

interface Signalling {
  cancel(): void;
  kill(): void;
  sent(): boolean;
  stop(): void;
}

function signalling(child: ChildProcess, grace: CancelGrace): Signalling {
  let sent = false;
  const send = (signal: NodeJS.Signals): void => {
    sent = child.kill(signal) || sent;
  };
  const timers = [setTimeout(() => send('SIGKILL'), STEP_MAX_MS)];
  return {
    cancel() {
      send('SIGINT');
      timers.push(setTimeout(() => send('SIGTERM'), grace.interruptMs));
      timers.push(setTimeout(() => send('SIGKILL'), grace.interruptMs + grace.terminateMs));
    },
    kill: () => send('SIGKILL'),
    sent: () => sent,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
