import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from '@connect-token/testkit';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { CommandNode } from './command.ts';
import { commandOf } from './commander.ts';
import { allCommands } from './commands/tree.ts';
import { NOT_AFFILIATED } from './program.ts';
import { crashOf } from './report.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

const connect = (...args: readonly string[]): Program =>
  startProgram({ command: process.execPath, args: ['--conditions=ct-src', MAIN, ...args], env: {} });

test('--help explains itself: commands, exit codes, examples, and whose it is not', async () => {
  const program = connect('--help');
  expect(await program.ended).toMatchObject({ code: 0 });
  const text = program.stdout();
  expect(text).toContain('serve');
  expect(text).toContain('$ connect serve --config');
  expect(text).toMatch(/Exit codes:\n\s+0 .*\n\s+1 .*\n\s+2 /);
  expect(text).toContain('not affiliated with or endorsed by 1Password (AgileBits Inc.)');
  expect(program.stderr()).toBe('');
});

test('help is plain text, without a colour', async () => {
  const program = connect('serve', '--help');
  await program.ended;
  expect(program.stdout()).toContain('--check');
  expect(program.stdout()).not.toContain('\u001B');
});

const paths = (nodes: readonly CommandNode[], path: readonly string[]): readonly (readonly string[])[] =>
  nodes.flatMap((node) => {
    const here = [...path, node.name];
    return node.kind === 'group' ? [here, ...paths(node.commands, here)] : [here];
  });

test.each(paths(allCommands, []).map((path) => path.join(' ')))(
  'the help of `connect %s` has examples, and says whose it is not',
  (path) => {
    const program = new Command('connect').exitOverride();
    const parser = { run: async () => {}, tellSlip: () => {}, tellMistake: () => {}, globals: new Map() };
    for (const node of allCommands)
      program.addCommand(commandOf(node, 'connect', { ...parser, footer: NOT_AFFILIATED }));
    const printed: string[] = [];
    const target = path.split(' ').reduce((command, name) => {
      const found = command.commands.find((each) => each.name() === name);
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    }, program);
    target.configureOutput({ writeOut: (text) => printed.push(text) });
    target.outputHelp();
    expect(printed.join('')).toMatch(/\nExamples:\n {2}\$ \S/);
    expect(printed.join('')).toContain(NOT_AFFILIATED);
  },
);

test('--version prints the version of the package', async () => {
  const program = connect('--version');
  expect(await program.ended).toMatchObject({ code: 0 });
  expect(program.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ['no command', []],
  ['a command that does not exist', ['serv']],
  ['an option that does not exist', ['serve', '--config', 'x', '--chek']],
  ['a missing option', ['serve']],
  ['an argument too many', ['serve', 'file', '--config', 'x']],
])('%s is bad usage: exit 2, and the remedy on stderr', async (_what, args) => {
  const program = connect(...args);
  expect(await program.ended).toMatchObject({ code: 2 });
  expect(program.stdout()).toBe('');
  expect(program.stderr()).not.toBe('');
});

// A device whose every write fails for want of space.
test.runIf(existsSync('/dev/full'))('what can’t be printed is told, and is no success', async () => {
  const line = `"${process.execPath}" --conditions=ct-src "${MAIN}" completion bash > /dev/full`;
  const program = startProgram({ command: '/bin/sh', args: ['-c', line], env: {} });
  expect(await program.ended).toMatchObject({ code: 1 });
  expect(program.stderr()).toMatch(
    /^\[ERROR\] .*`standard output` can't be written: ENOSPC \[FILE_UNWRITABLE\]\n$/,
  );
});

test('a crash is told by name and place, never by its message, which may quote a secret', () => {
  const crash = crashOf(new TypeError('cannot read the token eyJhbGciOi'));
  expect(crash.name).toBe('TypeError');
  expect(crash.frames.length).toBeGreaterThan(0);
  expect(JSON.stringify(crash)).not.toContain('eyJhbGciOi');
});

test('a crash whose message has several lines gives none of them away', () => {
  const cause = new Error('first line\n    at eyJhbGciOi');
  expect(JSON.stringify(crashOf(cause))).not.toContain('eyJhbGciOi');
});
