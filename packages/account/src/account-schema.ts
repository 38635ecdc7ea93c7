import { GROUP_TYPES, type Result, VAULT_TYPES } from '@connect-token/core';
import { planEntry } from '@connect-token/protocol/yaml';
import * as z from 'zod';
import { accountMistakes } from './account-mistakes.ts';
import { type Finder, finderOf, type NameableThing } from './finder.ts';
import { type GrantRules, parseGrantEntry } from './grant-entry.ts';
import { groupTypes } from './group-types.ts';
import { item } from './items/item-schema.ts';
import { lowerId, name, text, upperId } from './name-schema.ts';
import { oneOf } from './one-of.ts';
import { parseReference, type ReferenceNoun } from './reference.ts';

// An account of a large organisation fits; a list beyond it is a mistake of the program that wrote the file.
const VAULTS_MAX = 1_000;
const ITEMS_MAX = 10_000;
const SERVERS_MAX = 1_000;
const PEOPLE_MAX = 10_000;
const GROUPS_MAX = 1_000;

const DESCRIPTION_MAX = 4_096;

const vault = z.strictObject({
  name,
  id: lowerId.optional(),
  type: oneOf(VAULT_TYPES).default('USER_CREATED'),
  description: text.max(DESCRIPTION_MAX).default(''),
  items: z.array(item).max(ITEMS_MAX).default([]),
});

/** Groups by name or id. One that is empty would say the same as none, and read like "nobody". */
const ownManagers = z.array(name).min(1).max(GROUPS_MAX).optional();

const server = z.strictObject({
  name,
  id: upperId.optional(),
  /** `<vault>[,<r|w|rw>]` each. */
  vaults: z.array(text).max(VAULTS_MAX).optional(),
  /** Whether it may never get another vault than these. */
  fixed: z.boolean().default(false),
  managers: ownManagers,
});

const person = z.strictObject({ name, id: lowerId.optional() });

const group = z.strictObject({
  name,
  id: lowerId.optional(),
  /** Left out, a group's name says it for the two that come with an account. */
  type: oneOf(GROUP_TYPES).optional(),
  /** People by name or id. */
  members: z.array(name).max(PEOPLE_MAX).optional(),
});

const account = z.strictObject({
  version: z.literal(1),
  account: z.strictObject({ name, id: lowerId.optional() }),
  vaults: z.array(vault).max(VAULTS_MAX),
  servers: z.array(server).max(SERVERS_MAX).default([]),
  people: z.array(person).max(PEOPLE_MAX).default([]),
  groups: z.array(group).max(GROUPS_MAX).default([]),
  managers: z.array(name).max(GROUPS_MAX).optional(),
  plan: planEntry.optional(),
});

/**
 * The account file, version 1. What it may leave out is `null` then: nothing for a new account, and no change for one that is
 * there already. Mistakes between its parts are told together with those within one.
 */
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
    .transform((content) => {
      const { vaults, people, groups } = content;
      const types = groupTypes(groups);
      const findVault = finderOf(vaults);
      const findPerson = finderOf(people);
      const findGroup = finderOf(groups);
      const managersOf = (entries: readonly string[] | undefined) =>
        entries === undefined ? null : positionsOf('group', entries, findGroup);
      return {
        name: content.account.name,
        id: content.account.id,
        vaults,
        servers: content.servers.map(({ vaults: entries, managers, ...server }) => ({
          ...server,
          grants: entries?.map((entry) => checked(parseGrantEntry(entry, findVault, rules))) ?? null,
          managers: managersOf(managers),
        })),
        people,
        groups: groups.map(({ members, ...named }, position) => ({
          ...named,
          type: types[position] ?? 'USER_DEFINED',
          members: members === undefined ? null : positionsOf('person', members, findPerson),
        })),
        managers: managersOf(content.managers),
        plan: content.plan ?? null,
      };
    });

const positionsOf = (
  noun: ReferenceNoun,
  entries: readonly string[],
  find: Finder<NameableThing>,
): readonly number[] => entries.map((entry) => checked(parseReference(noun, entry, find)));

function checked<T>(parsed: Result<T, string>): T {
  if (!parsed.ok) throw new Error('invariant: a reference that was checked');
  return parsed.value;
}

/** References to vaults, people and groups are positions in their lists. */
export type AccountContent = z.output<ReturnType<typeof accountSchema>>;

export type VaultEntry = AccountContent['vaults'][number];
