import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { startProgram } from './processes.ts';

const SOURCE = fileURLToPath(new URL('free-port.ts', import.meta.url));

test('a port is given once, to one process, for as long as it runs', async () => {
  const program = startProgram({
    command: process.execPath,
    args: [
      '--input-type=module',
      '--eval',
      `import { freePort } from ${JSON.stringify(SOURCE)};
       console.log('got', await freePort()); setInterval(() => {}, 1_000_000);`,
    ],
    env: {},
  });
  const [, got] = await program.printed(/got (\d+)\n/, 10_000);
  const theirs = Number(got);
  expect(await freePort(theirs)).not.toBe(theirs);
  await program.stop(10_000);
  expect(await freePort(theirs)).toBe(theirs);
  expect(await freePort(theirs)).not.toBe(theirs);
});

test('a port that somebody listens on is not free, and one that was given can be listened on', async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect(await freePort(port)).not.toBe(port);
  await new Promise((resolve) => server.close(resolve));
});
