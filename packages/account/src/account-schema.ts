import { VAULT_TYPES } from '@connect-token/core';
import * as z from 'zod';
import { accountMistakes } from './account-mistakes.ts';
import { type GrantRules, parseGrantEntry } from './grant-entry.ts';
import { item } from './item-schema.ts';
import { lowerId, name, text, upperId } from './name-schema.ts';
import { oneOf } from './one-of.ts';

// An account of a large organisation fits; a list beyond it is a mistake of the program that wrote the file.
const VAULTS_MAX = 1_000;
const ITEMS_MAX = 10_000;
const SERVERS_MAX = 1_000;
const GROUPS_MAX = 1_000;
const MEMBERS_MAX = 10_000;

const DESCRIPTION_MAX = 4_096;

const vault = z.strictObject({
  name,
  id: lowerId.optional(),
  type: oneOf(VAULT_TYPES).default('USER_CREATED'),
  description: text.max(DESCRIPTION_MAX).default(''),
  items: z.array(item).max(ITEMS_MAX).default([]),
});

const server = z.strictObject({
  name,
  id: upperId.optional(),
  /** `<vault>[,<r|w|rw>]` each. */
  vaults: z.array(text).max(VAULTS_MAX).default([]),
});

const group = z.strictObject({
  name,
  id: lowerId.optional(),
  members: z.array(name).max(MEMBERS_MAX).default([]),
});

const account = z.strictObject({
  version: z.literal(1),
  account: z.strictObject({ name, id: lowerId.optional() }),
  vaults: z.array(vault).max(VAULTS_MAX),
  servers: z.array(server).max(SERVERS_MAX).default([]),
  groups: z.array(group).max(GROUPS_MAX).default([]),
});

/** The account file, version 1. Mistakes between its parts are told together with those within one. */
export const accountSchema = (rules: GrantRules) =>
  account
    .superRefine(
      (content, context) => {
        for (const { path, problem } of accountMistakes(content, rules))
          context.addIssue({ code: 'custom', path: [...path], message: problem });
      },
      // Also where a part is malformed already: nobody likes to hear of their mistakes one after another.
      { when: () => true },
    )
    .transform(({ vaults, servers, groups, account: { name: accountName, id } }) => ({
      name: accountName,
      id,
      vaults,
      servers: servers.map(({ vaults: entries, ...named }) => ({
        ...named,
        grants: entries.map((entry) => {
          const grant = parseGrantEntry(entry, vaults, rules);
          if (!grant.ok) throw new Error('invariant: a grant that was checked');
          return grant.value;
        }),
      })),
      groups,
    }));

export type AccountContent = z.output<ReturnType<typeof accountSchema>>;

export type VaultEntry = AccountContent['vaults'][number];
