import { type ChildProcess, spawn } from 'node:child_process';
import { killAtExit, killTree } from './processes.ts';
import { createRunnerFiles, type FileCommands, type RunnerFiles, readRunnerFiles } from './runner-files.ts';
import { type Command, createStepLog, type StepLog } from './runner-log.ts';

/** How GitHub's runner cancels a step: SIGINT, then SIGTERM, then SIGKILL. Source: docs.github.com, "Workflow cancellation reference". */
export interface CancelGrace {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

export const CANCEL_GRACE: CancelGrace = { interruptMs: 7_500, terminateMs: 2_500 };

/** No step of ours runs for long; a process that is still there would outlive its test. */
const STEP_MAX_MS = 90_000;

export interface ProcessOrder {
  readonly command: string;
  readonly args: readonly string[];
  /** The step's own files when they are there: its folder where it starts nowhere else, and its whole environment. */
  readonly place: (files: RunnerFiles) => {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  };
  /** A folder in which the step gets a fresh one for its files. */
  readonly directory: string;
  readonly cancelGrace?: CancelGrace;
  readonly masks?: readonly string[];
  /** Hears each line of the log as it is shown: masked. */
  readonly said?: (line: string) => void;
}

export interface ProcessResult extends FileCommands {
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
}

export interface RunningProcess {
  /** Settles when the process is gone and its output is read. Never rejects for what the step did. */
  readonly done: Promise<ProcessResult>;
  /** SIGINT to the entry process, and what follows it as long as that lives. */
  cancel(): void;
  /** SIGKILL to it and to all that it started, at once. */
  kill(): void;
}

/** The one way in which a step's process is started: files by environment, commands by output. */
export function startProcess(order: ProcessOrder): RunningProcess {
  const files = createRunnerFiles(order.directory);
  const child = spawn(order.command, order.args, {
    ...order.place(files),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: with the entry process goes what it started.
    detached: true,
  });
  killAtExit(child);
  const log = createStepLog(order.masks ?? [], order.said);
  const signals = signalling(child, order.cancelGrace ?? CANCEL_GRACE);
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
      };
    }),
    cancel: signals.cancel,
    kill: signals.kill,
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
  const kill = (): void => {
    send('SIGKILL');
    killTree(child);
  };
  const timers = [setTimeout(kill, STEP_MAX_MS)];
  // The runner kills the tree of a step that it has cancelled; a child that was left would keep its output open.
  child.once('exit', () => sent && killTree(child));
  return {
    cancel() {
      send('SIGINT');
      timers.push(setTimeout(() => send('SIGTERM'), grace.interruptMs));
      timers.push(setTimeout(kill, grace.interruptMs + grace.terminateMs));
    },
    kill,
    sent: () => sent,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
