import { type Clock, type Secret, secret } from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { isPostgresInstalled, temporaryDirectory } from '@connect-token/testkit';
import { afterAll, describe, inject } from 'vitest';
import { must } from '../control-plane/subject.ts';

/** For suites that need the server: elsewhere than on Linux x64 it may be missing, and the suite says so by being skipped. */
export function describePostgres(name: string, suite: () => void): void {
  describe.skipIf(!isPostgresInstalled())(name, suite);
}

/** One database of the run's PostgreSQL for this test file, made when it is first asked for. */
let database: Promise<Secret<string>> | undefined;

export function databaseUrl(): Promise<Secret<string>> {
  database ??= newDatabase();
  return database;
}

export const newDatabase = async (): Promise<Secret<string>> => secret(await ask('/'));

type Row = Readonly<Record<string, unknown>>;

/** SQL in the file's database, or in another one, as the server's administrator. */
export async function administer(statement: string, url?: Secret<string>): Promise<readonly Row[]> {
  const { pathname } = new URL((url ?? (await databaseUrl())).reveal());
  return JSON.parse(await ask(pathname, statement)) as readonly Row[];
}

let desk: Promise<string> | undefined;

/** A new database's URL; with the path of an old one, that is emptied, or a statement is run there. */
async function ask(path: string, statement?: string): Promise<string> {
  desk ??= textOf(inject('postgresDoor'));
  return textOf(new URL(path, await desk), statement);
}

async function textOf(url: string | URL, body?: string): Promise<string> {
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** A store of its own on the file's database, or on another one, as one more replica has it. */
export async function openReplica(clock: Clock, url?: Secret<string>): Promise<Store> {
  const directory = await temporaryDirectory('replica');
  const store = must(
    await openStore({ directory: directory.path, databaseUrl: url ?? (await databaseUrl()), clock }),
  );
  return {
    ...store,
    close: async () => {
      await store.close();
      await directory.remove();
    },
  };
}

/** The replica that the tests of a file share, one after another. */
let shared: Promise<Store> | undefined;
afterAll(async () => (await shared)?.close());

/**
 * A store for one test, with every table as empty as in a new database: what earlier tests of the file left is gone. Its connections
 * stay for the next one.
 */
export async function openEmpty(clock: Clock): Promise<Store> {
  shared ??= openReplica(clock);
  const store = await shared;
  const { pathname } = new URL((await databaseUrl()).reveal());
  await ask(pathname);
  return { ...store, close: async () => {} };
}
