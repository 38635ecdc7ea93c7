import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, startProgram, temporaryDirectory, within } from '@connect-token/testkit';
import { expect, test } from 'vitest';
import { CONNECT_PROGRAM } from '../paths.ts';
import { startStack } from '../stack.ts';
import { codeBlocks } from './markdown.ts';
import { readText } from './repository.ts';

const COMMANDS =
  codeBlocks(readText('README.md')).find(({ text }) => text.includes('connect server create'))?.text ?? '';

/** What an operator's shell finds as `connect`. */
const CONNECT = `connect() { '${process.execPath}' --conditions=ct-src '${CONNECT_PROGRAM}' "$@"; }\n`;

test('the commands of the README manage the account of a running broker', async () => {
  const directory = await temporaryDirectory('readme');
  const stack = await startStack({
    directory: directory.path,
    brokerPort: await freePort(),
    connectPort: await freePort(),
  });
  try {
    const script = startProgram({
      command: 'bash',
      args: ['--noprofile', '--norc', '-e', '-c', `${CONNECT}${COMMANDS}`],
      env: { PATH: process.env['PATH'] ?? '' },
      cwd: directory.path,
    });
    const { code } = await within(20_000, 'the end of the script', script.ended);
    expect({ code, stderr: script.stderr() }).toEqual({ code: 0, stderr: '' });
    const [setUp, uuid, file, token, granted, ...credits] = script.stdout().trimEnd().split('\n');
    const path = join(directory.path, '1password-credentials.json');
    expect([setUp, file]).toEqual(['Set up a Connect server.', `Credentials file: ${path}`]);
    expect(uuid).toMatch(/^UUID: [A-Z0-9]{26}$/);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(granted).toContain('has been successfully granted access to vault Shared configuration');
    expect(credits.join('\n')).toContain('Preview');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  } finally {
    await stack.close();
    await directory.remove();
  }
});
