import { fileURLToPath } from 'node:url';
import { startProgram } from '@connect-token/testkit';
import { expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/cli-reference.mjs', import.meta.url));

test('docs/cli.md is that of the command tree', async () => {
  const args = ['--conditions=ct-src', SCRIPT];
  const program = startProgram({ command: process.execPath, args, env: {} });
  const { code } = await program.ended;
  expect(program.stderr()).toBe('');
  expect(code).toBe(0);
});
