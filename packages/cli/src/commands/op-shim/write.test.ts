import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram, type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { argsOf } from '../../args.ts';
import { formatShim, isShim } from '../../op/shim-file.ts';
import { capturedIo } from '../../op/testing/captured-io.ts';
import { opShim } from './write.ts';

let root: TemporaryDirectory;

beforeEach(async () => {
  root = await temporaryDirectory('op-shim');
});

afterEach(() => root.remove());

const inside = (...names: readonly string[]): string => join(root.path, ...names);

async function write(directory: string, path = '/usr/bin:/bin') {
  const io = capturedIo({ env: { PATH: path }, cwd: root.path });
  const code = await opShim(argsOf([], new Map([['dir', [directory]]])), io);
  return { code, stdout: io.printed.stdout.join(''), stderr: io.printed.stderr.join('') };
}

describe('connect op-shim', () => {
  test('writes an `op` that runs from anywhere, whatever its directory is called', async () => {
    const directory = inside("it's a $HOME");
    expect(await write(directory)).toEqual({ code: 0, stdout: `${join(directory, 'op')}\n`, stderr: '' });
    expect((await stat(join(directory, 'op'))).mode & 0o777).toBe(0o755);
    const program = startProgram({ command: join(directory, 'op'), args: ['--version'], env: {}, cwd: '/' });
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toMatch(/^2\.30\.0\+connect-token\./);
    expect(program.stderr()).toBe('');
  });

  test('a second time does the same, and leaves nothing beside it', async () => {
    await write('shims');
    const first = await readFile(inside('shims', 'op'), 'utf8');
    expect(await write('shims')).toMatchObject({ code: 0 });
    expect(await readFile(inside('shims', 'op'), 'utf8')).toBe(first);
    expect(await readdir(inside('shims'))).toEqual(['op']);
  });

  test('an older one of ours is replaced', async () => {
    await mkdir(inside('shims'));
    await writeFile(inside('shims', 'op'), formatShim({ node: '/old/node', program: '/old/main.js' }));
    expect(await write('shims')).toMatchObject({ code: 0 });
    expect(await readFile(inside('shims', 'op'), 'utf8')).toContain(process.execPath);
  });

  test('a directory on PATH is refused, however PATH spells it', async () => {
    await mkdir(inside('shims'));
    await symlink(inside('shims'), inside('link'));
    for (const path of [
      inside('shims'),
      `/bin:${inside('shims')}/`,
      inside('link'),
      '/bin:shims',
      `${root.path}/x/../shims`,
    ]) {
      const refused = await write('shims', path);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('is on PATH already');
    }
    expect(await write('link', inside('shims'))).toMatchObject({ code: 2 });
    expect(await write('.', '/bin:')).toMatchObject({ code: 2 });
    expect(await write('absent', inside('absent'))).toMatchObject({ code: 2 });
    expect(await readdir(inside('shims'))).toEqual([]);
    expect(await readdir(root.path)).toEqual(['link', 'shims']);
  });

  test("an `op` that isn't ours stays as it is, a link included", async () => {
    await mkdir(inside('theirs'));
    await writeFile(inside('theirs', 'op'), '#!/bin/sh\necho theirs\n', { mode: 0o755 });
    expect((await write('theirs')).stderr).toContain('an `op` that is not ours is there [FILE_UNWRITABLE]');
    expect(await readFile(inside('theirs', 'op'), 'utf8')).toContain('theirs');
    await write('ours');
    await mkdir(inside('linked'));
    await symlink(inside('ours', 'op'), inside('linked', 'op'));
    expect(await write('linked')).toMatchObject({ code: 1, stdout: '' });
    await mkdir(inside('folder', 'op'), { recursive: true });
    expect(await write('folder')).toMatchObject({ code: 1, stdout: '' });
  });

  test('a directory that can not be made is told', async () => {
    await writeFile(inside('file'), '');
    expect((await write('file/shims')).stderr).toContain('ENOTDIR [FILE_UNWRITABLE]');
  });
});

test('the file is ours by its second line alone, and names built programs without a condition', () => {
  const text = formatShim({ node: "/a'b/node", program: '/c d/main.js' });
  expect(text.split('\n')[2]).toBe(`exec '/a'\\''b/node' --no-warnings '/c d/main.js' "$@"`);
  expect(isShim(text)).toBe(true);
  expect(isShim(text.replace('stand-in', 'standin'))).toBe(false);
  expect(isShim('')).toBe(false);
});
