import { execFile } from 'node:child_process';
import { chmod, cp, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { copyTree } from '../demo/src/testing/copied-tree.ts';
import {
  githubClaims,
  startIdTokenEndpoint,
  startIssuer,
  temporaryDirectory,
} from '../packages/testkit/src/index.ts';
import { readWorkflow, startWorkflow } from '../packages/testkit/src/workflow/index.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = '.github/workflows/e2e.yml';
const CLAIMS = { repository_id: '700100', repository_owner_id: '7001', repository: 'acme/tool' };
const WITHIN_MS = 100_000;

test('the end-to-end workflow runs as it stands, with an issuer on loopback in the place of GitHub’s', {
  timeout: WITHIN_MS,
}, async ({ onTestFinished }) => {
  const directory = await temporaryDirectory('e2e');
  const checkout = await copyTree([]);
  const issuer = await startIssuer();
  const idTokens = await startIdTokenEndpoint({
    sign: (audience) => issuer.idToken(githubClaims({ ...CLAIMS, aud: audience })),
  });
  onTestFinished(async () => {
    await Promise.all([idTokens.close(), issuer.close()]);
    await Promise.all([directory.remove(), checkout.remove()]);
  });
  await cp(join(ROOT, 'scripts'), join(checkout.path, 'scripts'), { recursive: true });

  const places = { repositories: {}, checkout: checkout.path };
  const workflow = readWorkflow(FILE, await readFile(join(ROOT, FILE), 'utf8'), places);
  if (!workflow.ok) throw new Error(workflow.error.join('\n'));
  const running = startWorkflow(workflow.value, {
    directory: directory.path,
    checkout: checkout.path,
    github: { event_name: 'push', ref: 'refs/heads/main', ...CLAIMS },
    vars: { ID_TOKEN_ISSUER: issuer.url },
    path: [await installedAlready(join(directory.path, 'bin'))],
    idTokens: () => Promise.resolve({ env: idTokens.env }),
  });
  onTestFinished(async () => {
    running.killRunners();
    await running.done;
    await endBrokers(directory.path);
  });
  const { conclusion, jobs } = await running.done;

  const outputs = jobs.flatMap(({ steps }) => steps.map((step) => step.outputs));
  const { config = '' } = outputs.find((each) => each['config']) ?? {};
  expect(conclusion, jobs.map(({ log }) => log).join('\n')).toBe('success');
  // What the workflow itself can't see any more: its post step has given the token back.
  const words = ['--conditions=ct-src', 'packages/cli/src/main.ts', 'lease', 'list', '--config', config];
  const { stdout } = await run(process.execPath, [...words, '--format', 'json'], { cwd: ROOT });
  expect(JSON.parse(stdout)).toEqual([]);
});

/** What the job leaves running, also where it failed or never came to an end. */
async function endBrokers(folder: string): Promise<void> {
  for await (const file of glob('**/serve.pid', { cwd: folder })) {
    try {
      process.kill(Number(await readFile(join(folder, file), 'utf8')), 'SIGKILL');
    } catch (cause) {
      // Over already: it didn't come up.
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
    }
  }
}

/** The copy has its packages: nothing is fetched. */
async function installedAlready(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const npm = join(folder, 'npm');
  await writeFile(npm, '#!/bin/sh\ntest "$*" = ci\n');
  await chmod(npm, 0o755);
  return folder;
}
