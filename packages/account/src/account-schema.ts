import { isVaultText, secret, VAULT_TEXT_MAX, VAULT_TYPES } from '@connect-token/core';
import * as z from 'zod';
import { accountMistakes } from './account-mistakes.ts';
import { type GrantRules, parseGrantEntry } from './grant-entry.ts';
import { LOWER_ID, UPPER_ID } from './identifier.ts';
import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES } from './item.ts';

const VAULTS_MAX = 1_000;
const ITEMS_MAX = 10_000;
const PARTS_MAX = 200;
const SERVERS_MAX = 1_000;
const GROUPS_MAX = 1_000;
const MEMBERS_MAX = 10_000;

/** Larger than the largest key or certificate chain, far below the limit of the file. */
const VALUE_MAX = 65_536;

const URL_MAX = 4_096;

type Complaint = (issue: z.core.$ZodRawIssue) => string;

/** One sentence for whatever is wrong with a value: what is allowed there. */
const allowed = (what: string): { readonly error: Complaint } => ({
  error: ({ input }) => (input === undefined ? `is missing: ${what} is needed` : `${what} is needed`),
});

/** Unknown keys aren't repeated: a key can be the end of a password that YAML cut off. */
const strict = <S extends z.core.$ZodShape>(shape: S) => {
  const keys = quoted(Object.keys(shape));
  const { error } = allowed(`a mapping with the keys ${keys}`);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `unknown key; allowed are ${keys}` : error(issue),
  });
};

const quoted = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, allowed(`one of ${quoted(words)}`));

const NAME = allowed(
  `a text of 1 to ${VAULT_TEXT_MAX} characters, none of them a control character, in quotes where it looks like a number,`,
);

const name = z.string(NAME).refine(isVaultText, NAME);

const lowerId = z.string(allowed(ID('lower'))).regex(LOWER_ID, allowed(ID('lower')));

const upperId = z.string(allowed(ID('upper'))).regex(UPPER_ID, allowed(ID('upper')));

function ID(which: 'lower' | 'upper'): string {
  return `an id of 26 characters of \`${which === 'lower' ? 'a-z' : 'A-Z'}\` and \`0-9\``;
}

const list = <S extends z.ZodType>(what: string, element: S, max: number) => {
  const complaint = allowed(`a list of at most ${max} ${what}`);
  return z.array(element, complaint).max(max, complaint);
};

const flag = z.boolean(allowed('`true` or `false`')).default(false);

const value = z
  .string(allowed('a text, in quotes where it looks like a number or a date,'))
  .max(VALUE_MAX, allowed(`a text of at most ${VALUE_MAX} characters`))
  .transform((text) => secret(text));

const field = strict({
  id: name.optional(),
  label: name.optional(),
  type: oneOf(FIELD_TYPES),
  purpose: oneOf(FIELD_PURPOSES).optional(),
  section: name.optional(),
  value,
});

const URL_TEXT = allowed(`a text of 1 to ${URL_MAX} characters`);

const url = strict({
  href: z.string(URL_TEXT).min(1, URL_TEXT).max(URL_MAX, URL_TEXT),
  label: name.optional(),
  primary: flag,
});

const item = strict({
  title: name,
  id: lowerId.optional(),
  category: oneOf(ITEM_CATEGORIES),
  tags: list('tags', name, PARTS_MAX).default([]),
  urls: list('URLs', url, PARTS_MAX).default([]),
  favorite: flag,
  sections: list('sections', strict({ id: name.optional(), label: name }), PARTS_MAX).default([]),
  fields: list('fields', field, PARTS_MAX).default([]),
});

const vault = strict({
  name,
  id: lowerId.optional(),
  type: oneOf(VAULT_TYPES).default('USER_CREATED'),
  description: z.string(allowed('a text')).max(VALUE_MAX, allowed('a text')).default(''),
  items: list('items', item, ITEMS_MAX).default([]),
});

const ENTRY = allowed('an entry `<vault>[,<r|w|rw>]`');

const server = strict({
  name,
  id: upperId.optional(),
  vaults: list('entries `<vault>[,<r|w|rw>]`', z.string(ENTRY), VAULTS_MAX).default([]),
});

const group = strict({
  name,
  id: lowerId.optional(),
  members: list('members', name, MEMBERS_MAX).default([]),
});

const account = strict({
  version: z.literal(1, allowed('`1`')),
  account: strict({ name, id: lowerId.optional() }),
  vaults: list('vaults', vault, VAULTS_MAX),
  servers: list('servers', server, SERVERS_MAX).default([]),
  groups: list('groups', group, GROUPS_MAX).default([]),
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

export type ItemEntry = VaultEntry['items'][number];
