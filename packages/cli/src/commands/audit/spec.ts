import type { CommandGroup, OptionSpec } from '../../command.ts';

const FILTERS: readonly OptionSpec[] = [
  {
    name: 'kind',
    value: 'kind',
    about: 'only one kind, such as lease.revoked, or all of a noun, such as vault',
  },
  { name: 'lease', value: 'id', about: 'only events of one lease' },
  { name: 'run', value: 'id', about: 'only what one run of a workflow asked for and got' },
  { name: 'repository', value: 'id', about: "only one repository's, by its id" },
  { name: 'server', value: 'server', about: 'only one Connect server' },
  {
    name: 'since',
    value: 'when',
    about: 'only events since then: so long ago, such as 2h, or a time of RFC 3339',
  },
];

export const auditCommands: CommandGroup = {
  kind: 'group',
  name: 'audit',
  about: 'See who changed what, and which jobs got what',
  otherwise: 'list',
  commands: [
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'Show who changed what, and which jobs got what, newest first',
      options: [
        ...FILTERS,
        { name: 'limit', value: 'count', about: 'how many events, from 1 to 1000; 50 where nothing is said' },
        {
          name: 'before',
          value: 'id',
          about: 'only events before this one: the next page begins before the last id',
        },
      ],
      examples: [
        'connect audit list --run 1234567890',
        'connect audit list --kind vault --since 7d',
        'connect audit --limit 1000 --format json',
      ],
      load: async () => (await import('./list.ts')).listEvents,
    },
    {
      kind: 'account',
      name: 'tail',
      about: 'Follow the audit trail of a running broker until Ctrl-C',
      more: 'With `--format json` each event is one line, as its hash is made of it.',
      options: FILTERS,
      examples: ['connect audit tail', 'connect audit tail --kind lease --format json'],
      load: async () => (await import('./tail.ts')).tailEvents,
    },
    {
      kind: 'account',
      name: 'usage',
      about: 'Show what tokens were used for: which items a run read, and what was denied to it',
      more: 'What the Connect API recorded, newest first, for as long as `activity_keep` says. Titles and values are not in it.',
      options: [
        { name: 'lease', value: 'id', about: 'what the token of one lease was used for' },
        { name: 'run', value: 'id', about: 'what the tokens of one run of a workflow were used for' },
        { name: 'repository', value: 'id', about: "the same of a repository's runs, by its id" },
        { name: 'token', value: 'id', about: 'what one token was used for, also one that no lease has' },
        {
          name: 'since',
          value: 'when',
          about: 'only uses since then: so long ago, such as 2h, or a time of RFC 3339',
        },
        { name: 'limit', value: 'count', about: 'how many uses, from 1 to 1000; 50 where nothing is said' },
        {
          name: 'before',
          value: 'id',
          about: 'only uses before this one: the next page begins before the last id',
        },
      ],
      examples: [
        'connect audit usage --run 1234567890',
        'connect audit usage --repository 501002003 --since 7d --format json',
      ],
      load: async () => (await import('./usage.ts')).listUsage,
    },
    {
      kind: 'account',
      name: 'verify',
      about: 'Compute the hashes of the audit trail anew, and name the first thing that is not as it was',
      more: 'The events and the seals are read and hashed here, whoever has them. Ends with 1 where there is damage.',
      options: [
        {
          name: 'head',
          value: 'number:hash',
          about:
            'what was printed before and kept elsewhere: a trail that was cut or written anew since is found',
        },
      ],
      examples: [
        'connect audit verify',
        'connect audit verify --head 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      ],
      load: async () => (await import('./verify.ts')).verifyAudit,
    },
  ],
};
