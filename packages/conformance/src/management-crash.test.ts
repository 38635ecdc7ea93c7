import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { SEALING_KEY_VARIABLE } from '@connect-token/account';
import { scanFiles, startProgram, type TemporaryDirectory, temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./management-crash/program.ts', import.meta.url));
const ACCOUNT_FILE = fileURLToPath(new URL('../../../examples/acme/account.yaml', import.meta.url));

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory('management-crash');
});
afterEach(() => directory.remove());

test('killed while a server is made, no part of it is there; those that were told are, whole, and no key of theirs', async () => {
  const data = join(directory.path, 'data');
  const program = startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', PROGRAM, data, ACCOUNT_FILE],
    env: { [SEALING_KEY_VARIABLE]: randomBytes(32).toString('base64') },
  });
  expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' });
  expect(program.stderr()).toBe('');
  const lines = program.stdout().trim().split('\n');
  const told = lines.map((line) => JSON.parse(line) as Record<'id' | 'key', string>);
  expect(told).toHaveLength(3);

  const database = new DatabaseSync(join(data, 'connect-token.db'), { readOnly: true });
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  // The account file makes servers of its own; they have no credentials file.
  expect(
    rows(`SELECT server.id AS id, name,
        (SELECT count(*) FROM vault_grant WHERE server_id = server.id) AS grants,
        (SELECT count(*) FROM server_fixed_vault WHERE server_id = server.id) AS fixed,
        (SELECT count(*) FROM audit_event WHERE server_id = server.id) AS events
      FROM server JOIN credentials_file ON server_id = server.id ORDER BY name`),
  ).toEqual(told.map(({ id }, n) => ({ id, name: `Kept ${n}`, grants: 4, fixed: 4, events: 1 })));
  expect(rows("SELECT count(*) AS n FROM server WHERE name = 'Doomed'")).toEqual([{ n: 0 }]);
  for (const table of ['credentials_file', 'audit_event'])
    expect(rows(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 3 }]);
  database.close();
  const keys = Object.fromEntries(told.map(({ id, key }) => [`key of ${id}`, key]));
  expect(await scanFiles(keys, [data])).toEqual([]);
  expect(await scanFiles({ 'an id': told[0]?.id ?? '' }, [data])).not.toEqual([]);
});
