import * as z from 'zod';
import { ACTIVITY_LIMIT, activityAnswer } from './activity.ts';
import { fileAnswer } from './file.ts';
import { healthAnswer } from './health.ts';
import { fullItemAnswer, itemAnswer } from './item.ts';
import { itemBody, patchBody } from './item-body.ts';
import { noted } from './registry.ts';
import { vaultAnswer } from './vault.ts';

export interface ConnectOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{names}` of what is to be filled in. */
  readonly path: string;
  readonly summary: string;
  /** What the token must be allowed in the vault; `any`: every good token; `nobody`: no token is asked for. */
  readonly right: 'nobody' | 'any' | 'read' | 'write';
  /** Parameters of the query, each at most once. */
  readonly query: Readonly<Record<string, z.ZodType>>;
  readonly body: z.ZodType | null;
  readonly status: 200 | 204;
  /** A schema is JSON's. */
  readonly answer: z.ZodType | 'text' | 'bytes' | 'nothing';
}

const VAULT = '/v1/vaults/{vaultId}';
const ITEM = `${VAULT}/items/{itemId}` as const;
const FILE = `${ITEM}/files/{fileId}` as const;

const get = { method: 'GET', right: 'read', query: {}, body: null, status: 200 } as const;
const change = { right: 'write', query: {}, status: 200, answer: fullItemAnswer } as const;
const inlineFiles = noted(z.enum(['true', 'false']), 'Whether each file has its bytes as `content`.');

/** Every operation of the Connect API. Source: 1password.dev, "Connect Server API reference". */
export const CONNECT_OPERATIONS = {
  listVaults: {
    ...get,
    path: '/v1/vaults',
    summary: 'the vaults that the token reaches',
    right: 'any',
    query: { filter: noted(z.string(), '`name eq "…"`, or `title eq "…"`') },
    answer: z.array(vaultAnswer),
  },
  getVault: { ...get, path: VAULT, summary: 'one vault', right: 'any', answer: vaultAnswer },
  listItems: {
    ...get,
    path: `${VAULT}/items`,
    summary: 'the items of a vault, without sections, fields and files',
    query: { filter: noted(z.string(), '`title eq "…"`, `title co "…"` or `tag eq "…"`') },
    answer: z.array(itemAnswer),
  },
  createItem: {
    ...change,
    method: 'POST',
    path: `${VAULT}/items`,
    summary: 'a new item',
    body: itemBody,
  },
  getItem: { ...get, path: ITEM, summary: 'one item, with its values', answer: fullItemAnswer },
  replaceItem: {
    ...change,
    method: 'PUT',
    path: ITEM,
    summary: 'another content for an item; its files stay, and the answer has the version before',
    body: itemBody,
  },
  patchItem: {
    ...change,
    method: 'PATCH',
    path: ITEM,
    summary: 'some changes of an item, all or none; the answer has the version before',
    body: patchBody,
  },
  deleteItem: {
    ...change,
    method: 'DELETE',
    path: ITEM,
    summary: 'ends an item and its files, for ever',
    body: null,
    status: 204,
    answer: 'nothing',
  },
  listFiles: {
    ...get,
    path: `${ITEM}/files`,
    summary: 'the files of an item',
    query: { inline_files: inlineFiles },
    answer: z.array(fileAnswer),
  },
  getFile: {
    ...get,
    path: FILE,
    summary: 'one file of an item',
    query: { inline_files: inlineFiles },
    answer: fileAnswer,
  },
  getFileContent: { ...get, path: `${FILE}/content`, summary: 'the bytes of a file', answer: 'bytes' },
  listActivity: {
    ...get,
    path: '/v1/activity',
    summary: 'what tokens of the same server were used for, newest first',
    right: 'any',
    query: {
      limit: z.int().min(1).max(ACTIVITY_LIMIT.max).default(ACTIVITY_LIMIT.default),
      offset: z.int().min(0).default(0),
    },
    answer: z.array(activityAnswer),
  },
  heartbeat: { ...get, path: '/heartbeat', summary: 'a dot', right: 'nobody', answer: 'text' },
  health: {
    ...get,
    path: '/health',
    summary: 'whether the account answers',
    right: 'nobody',
    answer: healthAnswer,
  },
  metrics: { ...get, path: '/metrics', summary: 'counts for Prometheus', right: 'nobody', answer: 'text' },
} as const satisfies Readonly<Record<string, ConnectOperation>>;

export type ConnectOperationId = keyof typeof CONNECT_OPERATIONS;
