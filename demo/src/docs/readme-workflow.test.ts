import { freePort, runPost, runStep, startProgram, temporaryDirectory, within } from '@connect-token/testkit';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readExampleAccount } from '../example-account.ts';
import { EXAMPLE_ACCOUNT, REPOSITORY } from '../paths.ts';
import { startStack } from '../stack.ts';
import { codeBlocks } from './markdown.ts';
import { readText } from './repository.ts';

interface Workflow {
  readonly jobs: {
    readonly deploy: {
      readonly steps: readonly {
        readonly with?: Readonly<Record<string, unknown>>;
        readonly run?: string;
      }[];
    };
  };
}

const WORKFLOW = parse(
  codeBlocks(readText('README.md')).find(({ text }) => text.includes('\njobs:\n'))?.text ?? '',
) as Workflow;

/** The SDK is here already; the workflow asks for the same version. */
const INSTALL = `npm install --no-save @1password/connect@${
  (JSON.parse(readText('demo/package.json')) as { readonly dependencies: Record<string, string> })
    .dependencies['@1password/connect']
}\n`;

test('the workflow of the README reads a secret, and its token is revoked', async () => {
  const [uses, reads] = WORKFLOW.jobs.deploy.steps;
  expect(reads?.run).toContain(INSTALL);
  const directory = await temporaryDirectory('readme');
  const stack = await startStack({
    directory: directory.path,
    brokerPort: await freePort(),
    connectPort: await freePort(),
  });
  try {
    const inputs = Object.entries(uses?.with ?? {}).map(([name, value]) => [name, String(value)] as const);
    const main = await runStep({
      actionDir: REPOSITORY,
      directory: directory.path,
      with: { ...Object.fromEntries(inputs), 'broker-url': stack.brokerUrl },
      env: stack.idTokens.env,
    });
    expect(main.conclusion).toBe('success');

    const script = startProgram({
      command: 'bash',
      args: ['--noprofile', '--norc', '-e', '-c', (reads?.run ?? '').replace(INSTALL, '')],
      env: { ...main.env, PATH: process.env['PATH'] ?? '' },
      cwd: REPOSITORY,
    });
    const { code } = await within(10_000, 'the end of the script', script.ended);
    const account = await readExampleAccount(EXAMPLE_ACCOUNT);
    const { length } = account.valueOf('Production', 'Database', 'password');
    expect({ code, stdout: script.stdout(), stderr: script.stderr() }).toEqual({
      code: 0,
      stdout: `a password of ${length} characters\n`,
      stderr: '',
    });
    expect((await runPost(main)).log).toContain('revoked');
  } finally {
    await stack.close();
    await directory.remove();
  }
});
