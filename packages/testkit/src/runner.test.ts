import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runPost, runStep, type StepOptions, startStep } from './runner.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runner-test-'));
  writeFileSync(
    join(directory, 'action.yml'),
    `name: x
inputs:
  with-default: {default: 15m}
  without: {description: none}
  given: {default: overridden}
runs: {using: node24, main: main.mjs, post: post.mjs}
`,
  );
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const script = (name: 'main' | 'post', code: string): void => {
  writeFileSync(join(directory, `${name}.mjs`), `import { appendFileSync } from 'node:fs';\n${code}`);
};

const options = (more: Partial<StepOptions> = {}): StepOptions => ({
  actionDir: directory,
  directory,
  ...more,
});

/** Waits until the child says that it is there, without asking the clock. */
const READY = 'appendFileSync(process.env.READY, "x");';

describe('a step', () => {
  test('gets its inputs by environment, defaults filled in, and nothing of the caller’s own environment', async () => {
    process.env['CALLERS_SECRET'] = 'leak';
    script('main', 'console.log(JSON.stringify(process.env));');
    const result = await runStep(options({ with: { given: 'yes' }, env: { JOB: '1' } }));
    delete process.env['CALLERS_SECRET'];
    const seen = JSON.parse(result.stdout);
    expect(seen).toMatchObject({
      'INPUT_WITH-DEFAULT': '15m',
      INPUT_WITHOUT: '',
      INPUT_GIVEN: 'yes',
      JOB: '1',
      GITHUB_ACTIONS: 'true',
    });
    expect(seen).not.toHaveProperty('CALLERS_SECRET');
    expect(seen).not.toHaveProperty('HOME');
  });

  test('hands state to its post, which sees what main exported and masks what main masked', async () => {
    script(
      'main',
      `appendFileSync(process.env.GITHUB_STATE, 'handle-1=abc\\n');
       appendFileSync(process.env.GITHUB_ENV, 'EXPORTED=1\\n');
       console.log('::add-mask::hush');`,
    );
    script('post', 'console.log(process.env["STATE_handle-1"], process.env.EXPORTED, "hush");');
    const main = await runStep(options());
    expect(main).toMatchObject({
      conclusion: 'success',
      state: { 'handle-1': 'abc' },
      env: { EXPORTED: '1' },
    });
    const post = await runPost(main);
    expect(post.log).toBe('abc 1 ***\n');
    expect((await runPost(main, { state: {} })).stdout).toBe('undefined 1 hush\n');
  });

  test('that is killed keeps what it had said', async () => {
    script(
      'main',
      `appendFileSync(process.env.GITHUB_STATE, 'a=1\\n');
       appendFileSync(process.env.GITHUB_OUTPUT, 'b<<END\\nhalf');
       setInterval(() => {}, 1000);
       process.stdout.write('up\\n', () => process.kill(process.pid, 'SIGKILL'));`,
    );
    const result = await runStep(options());
    expect(result).toMatchObject({
      conclusion: 'failure',
      exitCode: null,
      signal: 'SIGKILL',
      state: { a: '1' },
    });
    expect(result.stdout).toBe('up\n');
    expect(result.problems).toEqual(['GITHUB_OUTPUT: line 1 has no end delimiter']);
  });

  test('that fails says its exit code and its annotations', async () => {
    script('main', 'console.log("::error::no luck"); process.exitCode = 1;');
    const result = await runStep(options());
    expect(result).toMatchObject({
      conclusion: 'failure',
      exitCode: 1,
      signal: null,
      log: 'Error: no luck\n',
    });
  });
});

describe('a cancelled step', () => {
  test('dies of SIGINT', async () => {
    script('main', `console.log('up'); setInterval(() => {}, 1000);`);
    const step = startStep(options({ cancelGrace: { interruptMs: 60_000, terminateMs: 60_000 } }));
    step.cancel();
    expect(await step.done).toMatchObject({ conclusion: 'cancelled', signal: 'SIGINT' });
  });

  test('that ignores SIGINT and SIGTERM is killed after both', async () => {
    script(
      'main',
      `process.on('SIGINT', () => console.log('int')).on('SIGTERM', () => console.log('term'));
       ${READY} setInterval(() => {}, 1000);`,
    );
    const ready = join(directory, 'ready');
    const step = startStep(
      options({ env: { READY: ready }, cancelGrace: { interruptMs: 500, terminateMs: 500 } }),
    );
    await exists(ready);
    step.cancel();
    const result = await step.done;
    expect(result).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL', stdout: 'int\nterm\n' });
  });

  test('killed at once runs no handler', async () => {
    script('main', `process.on('SIGTERM', () => console.log('term')); setInterval(() => {}, 1000);`);
    const step = startStep(options());
    step.kill();
    expect(await step.done).toMatchObject({ conclusion: 'cancelled', signal: 'SIGKILL', stdout: '' });
  });
});

async function exists(path: string): Promise<void> {
  const { existsSync, watch } = await import('node:fs');
  await new Promise<void>((resolve) => {
    const watcher = watch(directory, () => check());
    const check = (): void => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    };
    check();
  });
}
