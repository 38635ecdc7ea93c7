import { type Access, seconds } from '@connect-token/core';
import { CONNECT_OPERATIONS } from '@connect-token/protocol/connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS, type Operation } from './path.ts';
import { IDS } from './testing/account-file.ts';
import { type Acme, must, openAcme } from './testing/acme.ts';
import { type Served, serve } from './testing/served.ts';

const { production, shared, finance, nowhere } = IDS;

const KINDS = ['missing', 'rubbish', 'forged', 'expired', 'revoked', 'r', 'w', 'rw'] as const;

type Kind = (typeof KINDS)[number];

let acme: Acme;
let server: Served;
const tokens = new Map<Kind, string>();

beforeAll(async () => {
  acme = await openAcme();
  server = await serve(acme);
  for (const access of ['r', 'w', 'rw'] as const)
    tokens.set(access, (await acme.issue({ [production]: access })).text);
  const live = tokens.get('rw') ?? '';
  tokens.set('missing', '');
  tokens.set('rubbish', 'not-a-jwt');
  tokens.set('forged', `${live.slice(0, -8)}AAAAAAAA`);
  tokens.set('expired', (await acme.issue({ [production]: 'rw' }, seconds(60))).text);
  acme.advance(seconds(60));
  const revoked = await acme.issue({ [production]: 'rw' });
  must(await acme.account.controlPlane.tokens.delete(revoked.id));
  tokens.set('revoked', revoked.text);
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

/** The vaults that a call can name: `shared` is granted to the server, not to the token; `finance` to neither. */
const VAULTS = { 'in reach': production, 'out of scope': shared, 'not granted': finance, absent: nowhere };

type VaultState = keyof typeof VAULTS;

const item = { title: 'New', category: 'LOGIN' };

const BODIES: Partial<Readonly<Record<Operation, unknown>>> = {
  createItem: item,
  replaceItem: item,
  patchItem: [{ op: 'replace', path: '/title', value: 'Newer' }],
};

const NO_ITEM = [404, 'there is no such item in this vault'] as const;
const NO_FILE = [404, 'there is no such file of an item in this vault'] as const;

/** What somebody who may do it is answered, of an item and a file that aren't there: nothing that is there has to be spent on a cell. */
const ALLOWED: Readonly<Record<Operation, readonly [number, string?]>> = {
  listVaults: [200],
  getVault: [200],
  listItems: [200],
  createItem: [200],
  getItem: NO_ITEM,
  replaceItem: NO_ITEM,
  patchItem: NO_ITEM,
  deleteItem: NO_ITEM,
  listFiles: NO_ITEM,
  getFile: NO_FILE,
  getFileContent: NO_FILE,
  listActivity: [200],
};

const VERBS: Readonly<Record<Operation, string | null>> = {
  listVaults: null,
  getVault: null,
  listItems: 'read',
  createItem: 'create',
  getItem: 'read',
  replaceItem: 'update',
  patchItem: 'update',
  deleteItem: 'delete',
  listFiles: 'read',
  getFile: 'read',
  getFileContent: 'read',
  listActivity: null,
};

const COVERED: Readonly<Record<Access, readonly (string | null)[]>> = {
  r: [null, 'read'],
  w: [null, 'create', 'update', 'delete'],
  rw: [null, 'read', 'create', 'update', 'delete'],
};

function expected(kind: Kind, operation: Operation, state: VaultState): readonly [number, string?] {
  switch (kind) {
    case 'missing':
    case 'forged':
      return [401, 'Invalid token signature'];
    case 'rubbish':
    case 'expired':
    case 'revoked':
      return [401, 'Invalid bearer token'];
    case 'r':
    case 'w':
    case 'rw': {
      if (operation === 'listVaults' || operation === 'listActivity') return ALLOWED[operation];
      if (state !== 'in reach')
        return [403, `Authorization: token does not have access to vault ${VAULTS[state]}`];
      return COVERED[kind].includes(VERBS[operation])
        ? ALLOWED[operation]
        : [403, `token does not have permission to perform ${VERBS[operation]} on vault`];
    }
  }
}

async function answered(kind: Kind, operation: Operation, vaultId: string) {
  const { method, path } = CONNECT_OPERATIONS[operation];
  const url = path.replace('{vaultId}', vaultId).replace('{itemId}', nowhere).replace('{fileId}', nowhere);
  const { status, body } = await server.ask(tokens.get(kind) ?? '', method, url, BODIES[operation]);
  const message = status === 200 ? undefined : (body as { message: string }).message;
  return message === undefined ? [status] : [status, message];
}

describe.each(KINDS)('a token that is %s', (kind) => {
  test.each(OPERATIONS)('asks for %s in every state of a vault', async (operation) => {
    for (const [state, vaultId] of Object.entries(VAULTS) as [VaultState, string][])
      expect(await answered(kind, operation, vaultId), state).toEqual([...expected(kind, operation, state)]);
  });
});

test('a grant that is narrowed or lost counts from the next call on, for reading and for writing', async () => {
  const path = `/v1/vaults/${production}/items/${IDS.database}`;
  const statuses = async () => {
    const token = tokens.get('rw') ?? '';
    const read = await server.ask(token, 'GET', path);
    const written = await server.ask(token, 'PATCH', path, BODIES.patchItem);
    const vaults = await server.ask(token, 'GET', '/v1/vaults');
    return [read.status, written.status, (vaults.body as readonly unknown[]).length];
  };
  const grant = (change: string) =>
    acme.store.transact(async (trx) => {
      const grants = trx.updateTable('vault_grant').where('vault_id', '=', production);
      if (change === '') await trx.deleteFrom('vault_grant').where('vault_id', '=', production).execute();
      else await grants.set({ access: change as Access }).execute();
    });
  expect(await statuses()).toEqual([200, 200, 1]);
  await grant('r');
  expect(await statuses()).toEqual([200, 403, 1]);
  await grant('w');
  expect(await statuses()).toEqual([403, 200, 1]);
  await grant('');
  expect(await statuses()).toEqual([403, 403, 0]);
});
