import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram, type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandNode } from '../../command.ts';
import { globalOptions } from '../../global-options.ts';
import { allCommands } from '../tree.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { completionPlaces } from './places.ts';
import { zshCompletion } from './zsh.ts';

const places = completionPlaces(allCommands, globalOptions);

let directory: TemporaryDirectory;

beforeAll(async () => {
  directory = await temporaryDirectory('completion');
  await writeFile(join(directory.path, 'connect.bash'), bashCompletion(places));
  await writeFile(join(directory.path, 'some-file'), '');
});

afterAll(() => directory.remove());

/** What a real bash offers for a line, whose last word is the one being written. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = `source ./connect.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _connect; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['-c', script, 'bash', 'connect', ...words];
  const program = startProgram({ command: '/bin/bash', args, env: {}, cwd: directory.path });
  await program.ended;
  expect(program.stderr()).toBe('');
  return program.stdout().split('\n').filter(Boolean);
}

test.each([
  [['ser'], ['serve', 'server']],
  [['server', ''], expect.arrayContaining(['create', 'get', 'list', 'edit', 'delete', '--format'])],
  [['server', 'li'], ['list']],
  [['group', 'member', 'a'], ['add']],
  [['token', 'create', 'ci', '--vault', 'Production', '--exp'], []],
  [['token', 'create', '--server', 'create', '--exp'], ['--expires-in']],
  [['--format', 'json', 'vault', 'gr'], ['grant']],
  [['server', 'list', '--format', 'j'], ['json']],
  [['account', 'apply', '--config', 'some'], ['some-file']],
])('bash offers for %j what comes next there', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

test('every command is in the completion of every shell', () => {
  const paths = leaves(allCommands, []);
  expect(paths.length).toBeGreaterThan(25);
  for (const path of paths) {
    const word = path.at(-1);
    expect(bashCompletion(places)).toContain(`'${path.join(' ')}') words=`);
    expect(fishCompletion(places)).toContain(`'__connect_at ${path.slice(0, -1).join(' ')}`.trimEnd());
    expect(fishCompletion(places)).toContain(` -a ${word} -d '`);
  }
  expect(zshCompletion(places)).toMatch(/^#compdef connect\n/);
});

const leaves = (nodes: readonly CommandNode[], path: readonly string[]): readonly (readonly string[])[] =>
  nodes.flatMap((node) =>
    node.kind === 'group' ? leaves(node.commands, [...path, node.name]) : [[...path, node.name]],
  );
