import type { CredentialRight } from '@connect-token/core';
import * as z from 'zod';
import { auditFilter, eventJson, headJson, sealJson, trailEventJson } from './audit.ts';
import { callerJson } from './caller.ts';
import { credentialJson, credentialOrderJson, issuedCredentialJson } from './credential.ts';
import { creditsJson, planJson } from './credits.ts';
import { groupJson, groupOrderJson, managersJson, personJson } from './group.ts';
import { pageOf } from './page.ts';
import { endedLeasesJson, leaseEndJson, leaseJson } from './record.ts';
import { createdServerJson, grantAccessJson, serverJson, serverOrderJson } from './server.ts';
import { issuedTokenJson, tokenJson, tokenOrderJson } from './token.ts';
import { tokenUseJson, usageFilter } from './usage.ts';
import { renameJson, vaultJson, vaultOrderJson } from './vault.ts';

/** What an `If-Match` is compared with: the state of the thing that the path names. */
export type Target = 'vault' | 'server' | 'token' | 'group' | 'managers' | 'plan';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `{names}` of what is to be filled in. */
  readonly path: string;
  readonly summary: string;
  /** What the credential must allow: `any` takes every one that is good, `owner` none. */
  readonly right: CredentialRight | 'any' | 'owner';
  readonly paged: boolean;
  /** What a list may be narrowed by, each a parameter of the query. */
  readonly filter: z.ZodObject | null;
  /** `null` where a change has nothing that it could be held against. */
  readonly target: Target | null;
  readonly body: z.ZodType | null;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
}

const read = <P extends string, A extends z.ZodType>(
  path: P,
  summary: string,
  answer: A,
  target: Target | null = null,
) =>
  ({
    method: 'GET',
    path,
    summary,
    right: 'read',
    paged: false,
    filter: null,
    target,
    body: null,
    status: 200,
    answer,
  }) as const;

const list = <P extends string, A extends z.ZodType>(path: P, summary: string, item: A) =>
  ({ ...read(path, summary, pageOf(item)), paged: true }) as const;

const create = <P extends string, B extends z.ZodType, A extends z.ZodType>(
  path: P,
  summary: string,
  body: B,
  answer: A,
) =>
  ({
    method: 'POST',
    path,
    summary,
    right: 'manage',
    paged: false,
    filter: null,
    target: null,
    body,
    status: 201,
    answer,
  }) as const;

const change = <M extends 'PUT' | 'PATCH', P extends string, B extends z.ZodType | null, A extends z.ZodType>(
  method: M,
  path: P,
  summary: string,
  target: Target,
  body: B,
  answer: A,
) =>
  ({
    method,
    path,
    summary,
    right: 'manage',
    paged: false,
    filter: null,
    target,
    body,
    status: 200,
    answer,
  }) as const;

const remove = <P extends string, A extends z.ZodType>(
  path: P,
  summary: string,
  target: Target | null,
  answer: A,
) =>
  ({
    method: 'DELETE',
    path,
    summary,
    right: 'manage',
    paged: false,
    filter: null,
    target,
    body: null,
    status: 200,
    answer,
  }) as const;

/** Gone either way: a second delete is no mistake. */
export const deletedJson = z.object({ outcome: z.enum(['deleted', 'absent']) }).meta({ id: 'Deleted' });
export const revokedJson = z.object({ outcome: z.enum(['revoked', 'absent']) }).meta({ id: 'Revoked' });

/** Every verb of the management API, once: what the broker serves, what its clients call and what docs/openapi says. */
export const OPERATIONS = {
  readCaller: { ...read('/caller', 'whom the broker takes the caller for', callerJson), right: 'any' },

  listVaults: list('/vaults', 'the vaults of the account', vaultJson),
  createVault: create('/vaults', 'make a vault', vaultOrderJson, vaultJson),
  readVault: read('/vaults/{vault}', 'one vault', vaultJson, 'vault'),
  renameVault: change('PATCH', '/vaults/{vault}', 'rename a vault', 'vault', renameJson, vaultJson),

  listServers: list('/servers', 'the Connect servers', serverJson),
  createServer: create(
    '/servers',
    'make a Connect server, with its grants and its credentials file',
    serverOrderJson,
    createdServerJson,
  ),
  readServer: read('/servers/{server}', 'one Connect server', serverJson, 'server'),
  renameServer: change(
    'PATCH',
    '/servers/{server}',
    'rename a Connect server',
    'server',
    renameJson,
    serverJson,
  ),
  deleteServer: remove(
    '/servers/{server}',
    'end a Connect server, its credentials file and all its tokens',
    'server',
    deletedJson,
  ),
  grantVault: change(
    'PUT',
    '/servers/{server}/grants/{vault}',
    'grant a vault to a Connect server',
    'server',
    grantAccessJson,
    serverJson,
  ),
  revokeVault: remove(
    '/servers/{server}/grants/{vault}',
    'take a vault from a Connect server',
    'server',
    serverJson,
  ),

  listTokens: list('/tokens', 'the tokens of all servers, active and revoked', tokenJson),
  createToken: {
    ...create('/tokens', 'make a standing token', tokenOrderJson, issuedTokenJson),
    right: 'tokens:create',
  },
  readToken: read('/tokens/{token}', 'one token', tokenJson, 'token'),
  renameToken: change('PATCH', '/tokens/{token}', 'rename a token', 'token', renameJson, tokenJson),
  deleteToken: remove('/tokens/{token}', 'end a token', 'token', deletedJson),

  listPeople: list('/people', 'the people of the account', personJson),
  listGroups: list('/groups', 'the groups of the account', groupJson),
  createGroup: create('/groups', 'make a group', groupOrderJson, groupJson),
  readGroup: read('/groups/{group}', 'one group', groupJson, 'group'),
  addMember: change(
    'PUT',
    '/groups/{group}/members/{person}',
    'add a member to a group',
    'group',
    null,
    groupJson,
  ),
  removeMember: remove(
    '/groups/{group}/members/{person}',
    'take a member out of a group',
    'group',
    groupJson,
  ),

  readManagers: read('/managers', 'who manages what', managersJson, 'managers'),
  grantManager: change(
    'PUT',
    '/managers/global/{group}',
    'make a group a Secrets Automation manager',
    'managers',
    null,
    managersJson,
  ),
  revokeManager: remove(
    '/managers/global/{group}',
    'take a group from the Secrets Automation managers',
    'managers',
    managersJson,
  ),
  grantManagerOfAll: change(
    'PUT',
    '/managers/all-servers/{group}',
    'make a group a manager of every server, those that come included',
    'managers',
    null,
    managersJson,
  ),
  revokeManagerOfAll: remove(
    '/managers/all-servers/{group}',
    'take a group from every list of managers',
    'managers',
    managersJson,
  ),
  grantManagerOfServer: change(
    'PUT',
    '/servers/{server}/managers/{group}',
    'make a group a manager of one server',
    'managers',
    null,
    managersJson,
  ),
  revokeManagerOfServer: remove(
    '/servers/{server}/managers/{group}',
    "take a group from a server's own managers",
    'managers',
    managersJson,
  ),

  readCredits: read('/credits', 'vault access credits: the plan, and what is in use', creditsJson),
  readPlan: read('/credits/plan', 'the plan', planJson, 'plan'),
  setPlan: change('PUT', '/credits/plan', 'set the plan', 'plan', planJson, creditsJson),

  listEvents: {
    ...list('/audit', 'who changed what, and which jobs got what, newest first', eventJson),
    filter: auditFilter,
  },
  readAuditHead: read('/audit/head', 'the last seal of the audit trail', headJson),
  listSeals: list('/audit/seals', 'the seals of the audit trail, in their order', sealJson),
  listTrail: list(
    '/audit/trail',
    'every event in the order of its seal, and what is not sealed',
    trailEventJson,
  ),
  listUses: {
    ...list('/audit/usage', 'what tokens were used for, newest first', tokenUseJson),
    filter: usageFilter,
  },
  listLeases: list('/leases', 'who holds what now', leaseJson),
  endLeases: {
    ...create('/leases/end', 'end leases, with a reason for the audit trail', leaseEndJson, endedLeasesJson),
    status: 200,
  },

  listCredentials: { ...list('/credentials', 'the management credentials', credentialJson), right: 'owner' },
  createCredential: {
    ...create('/credentials', 'make a management credential', credentialOrderJson, issuedCredentialJson),
    right: 'owner',
  },
  revokeCredential: {
    ...remove('/credentials/{credential}', 'end a management credential', null, revokedJson),
    right: 'owner',
  },
} as const;

export type OperationId = keyof typeof OPERATIONS;

type Operations = typeof OPERATIONS;

/** What a request of the operation holds, before it is checked; `never` where it holds nothing. */
export type BodyOf<I extends OperationId> = z.input<NonNullable<Operations[I]['body']>>;

/** The same, checked. */
export type OrderOf<I extends OperationId> = z.output<NonNullable<Operations[I]['body']>>;

export type AnswerOf<I extends OperationId> = z.output<Operations[I]['answer']>;
