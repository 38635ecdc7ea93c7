import { fileURLToPath } from 'node:url';
import {
  type Program,
  startProgram,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWithSdk } from './sdk.ts';

const START = fileURLToPath(new URL('start.ts', import.meta.url));
const UP_WITHIN_MS = 20_000;

let directory: TemporaryDirectory;
let programs: Program[];

beforeEach(async () => {
  directory = await temporaryDirectory('start');
  programs = [];
});

afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop(5_000)));
  await directory.remove();
});

/** `npm start -- DIRECTORY`, with the first value that it prints for each name. */
async function start(): Promise<{ readonly program: Program; readonly value: (name: string) => string }> {
  const program = startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', START, directory.path],
    env: {},
  });
  programs.push(program);
  await program.printed(/# 4\. /, UP_WITHIN_MS);
  const value = (name: string): string =>
    new RegExp(`^ +${name} +(\\S+)`, 'm').exec(program.stdout())?.[1] ?? '';
  return { program, value };
}

test('npm start keeps its account from run to run, and ends in order on Ctrl-C', async () => {
  const first = await start();
  const token = await mint(first.program.stdout());
  const host = first.value('Connect API');
  expect(await readWithSdk({ OP_CONNECT_HOST: host, OP_CONNECT_TOKEN: token }, 'list')).toEqual({
    value: ['Production'],
  });
  first.program.kill('SIGINT');
  expect(await first.program.ended).toEqual({ code: 0, signal: null });

  const second = await start();
  const again = second.value('Connect API');
  expect(await readWithSdk({ OP_CONNECT_HOST: again, OP_CONNECT_TOKEN: token }, 'list')).toEqual({
    value: ['Production'],
  });
});

/** What its printed commands do, with the addresses and the fields that stand in them. */
async function mint(printed: string): Promise<string> {
  const [, bearer = ''] = /'Authorization: Bearer ([\w-]+)'/.exec(printed) ?? [];
  const [, idTokenUrl = ''] = /'(http:\S+audience=\S+)'/.exec(printed) ?? [];
  const idToken = await fetch(idTokenUrl, { headers: { authorization: `Bearer ${bearer}` } });
  const { value } = (await idToken.json()) as { readonly value: string };

  const [, tokenUrl = ''] = /(http:\S+\/oauth\/token)/.exec(printed) ?? [];
  const fields = [...printed.matchAll(/(?:-d |--data-urlencode ')(\w+)=([^\s']+)/g)].map(
    ([, name = '', text = '']) => [name, text] as const,
  );
  const form = new URLSearchParams({ ...Object.fromEntries(fields), subject_token: value });
  form.delete('token');
  const answer = await fetch(tokenUrl, { method: 'POST', body: form });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}
