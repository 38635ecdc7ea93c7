import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Program, startProgram } from '@connect-token/testkit';
import { REPOSITORY } from '../paths.ts';
import type { Run } from './scene.ts';

export interface ActRun {
  readonly act: Program;
  readonly done: Promise<ActResult>;
}

export interface ActResult {
  /** Job → conclusion; of a matrix the worst. */
  readonly conclusions: Readonly<Record<string, string>>;
  /** What its log shows to people. (Its JSON also has fields that tell what was masked and set: act's own, masked for nobody.) */
  readonly log: string;
}

/** A folder with what a release of the actions has: nothing but what `uses:` needs. */
export async function writeRelease(directory: string): Promise<string> {
  const release = join(directory, 'release');
  const actions = await readdir(join(REPOSITORY, 'actions'), { recursive: true });
  const files = actions.filter(
    (path) => /(^|\/)dist\/|(^|\/)action\.yml$/.test(path) && !path.includes('node_modules'),
  );
  for (const file of ['action.yml', ...files.map((path) => join('actions', path))]) {
    await mkdir(dirname(join(release, file)), { recursive: true });
    await cp(join(REPOSITORY, file), join(release, file), { recursive: true });
  }
  return release;
}

/**
 * Runs an example with act on this machine, without containers. It knows no ID tokens of its own: the run has one way to
 * them, for all of its jobs, in the one environment that they all name.
 */
export async function startAct(
  program: string,
  release: string,
  run: Run,
  environment: string | null,
): Promise<ActRun> {
  const { checkout, programs } = run.repository;
  const workflow = join('.github/workflows', run.file);
  await mkdir(dirname(join(checkout, workflow)), { recursive: true });
  await writeFile(join(checkout, workflow), run.text);
  makeRepository(checkout);
  const { env } = await run.idTokens({ environment, ordinal: null });
  const act = startProgram({
    command: program,
    args: [
      run.event,
      ...['--workflows', workflow, '--platform', 'ubuntu-latest=-self-hosted', '--json'],
      ...[
        '--action-offline-mode',
        '--no-cache-server',
        '--local-repository',
        `org/connect-token@v1=${release}`,
      ],
      ...pairs('--var', run.vars),
      ...pairs('--env', env),
    ],
    cwd: checkout,
    env: {
      // act runs JavaScript actions with the Node that is first here.
      PATH: [programs, dirname(process.execPath), process.env['PATH'] ?? ''].join(':'),
      HOME: run.directory,
      XDG_CACHE_HOME: join(run.directory, 'cache'),
      XDG_CONFIG_HOME: join(run.directory, 'config'),
    },
    ownGroup: true,
  });
  return { act, done: act.ended.then(() => resultOf(act.stdout() + act.stderr())) };
}

const pairs = (option: string, values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);

/** act asks git what it runs on. */
function makeRepository(directory: string): void {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@acme.example', ...args], {
      cwd: directory,
      stdio: 'ignore',
    });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'A shop');
}

interface Line {
  readonly msg?: string;
  readonly jobID?: string;
  readonly jobResult?: string;
}

function resultOf(printed: string): ActResult {
  const lines = printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
  const conclusions: Record<string, string> = {};
  for (const { jobID, jobResult } of lines) {
    if (jobID === undefined || jobResult === undefined) continue;
    conclusions[jobID] = conclusions[jobID] === 'failure' ? 'failure' : jobResult;
  }
  return { conclusions, log: lines.map(({ msg = '' }) => msg.trimEnd()).join('\n') };
}
