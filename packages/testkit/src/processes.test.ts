import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './processes.ts';
import { type TemporaryDirectory, temporaryDirectory } from './temp-directory.ts';

describe('a program', () => {
  let directory: TemporaryDirectory;

  beforeEach(async () => {
    directory = await temporaryDirectory('processes');
  });

  afterEach(() => directory.remove());

  const script = async (text: string): Promise<Program> => {
    const path = join(directory.path, 'script.mjs');
    await writeFile(path, text);
    return startProgram({ command: process.execPath, args: [path], env: { COLOUR: 'green' } });
  };

  test('inherits nothing, and its output and exit code are kept', async () => {
    const program = await script(
      'console.log(process.env.COLOUR, process.env.HOME); console.error("oh"); process.exitCode = 3;',
    );
    expect(await program.ended).toEqual({ code: 3, signal: null });
    expect(program.stdout()).toBe('green undefined\n');
    expect(program.stderr()).toBe('oh\n');
  });

  test('a line can be waited for, also one that was printed before', async () => {
    const program = await script('console.log("port 42"); setInterval(() => {}, 1000);');
    const [, port] = await program.printed(/port (\d+)/, 5_000);
    expect(port).toBe('42');
    expect((await program.printed(/port/, 5_000))[0]).toBe('port');
    await program.stop(5_000);
  });

  test('waiting for a line ends with the program', async () => {
    const program = await script('console.error("no such thing"); process.exit(1);');
    await expect(program.printed(/ready/, 5_000)).rejects.toThrow('no such thing');
  });

  test('stop is SIGTERM, and SIGKILL for one that does not listen', async () => {
    const program = await script(
      'process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1000);',
    );
    await program.printed(/up/, 5_000);
    expect(await program.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(program.stdout()).toBe('up\nno\n');
  });

  test('a command that does not exist is a rejection', async () => {
    const program = startProgram({ command: join(directory.path, 'nothing'), args: [], env: {} });
    await expect(program.ended).rejects.toThrow('ENOENT');
  });
});

test('a temporary directory is gone after its removal, twice too', async () => {
  const directory = await temporaryDirectory('gone');
  await writeFile(join(directory.path, 'file'), '');
  await directory.remove();
  await directory.remove();
  expect(existsSync(directory.path)).toBe(false);
});

test('a free port lies below those of outgoing connections', async () => {
  const port = await freePort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(32_768);
});
