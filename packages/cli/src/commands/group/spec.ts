import type { CommandGroup, OptionSpec } from '../../command.ts';

const GROUP: OptionSpec = {
  name: 'group',
  value: 'group',
  required: true,
  about: 'the group, by name or id',
};

const PLACE: readonly OptionSpec[] = [
  { name: 'server', value: 'server', about: 'manage this Connect server: its name or id' },
  { name: 'all-servers', about: 'manage all Connect servers, those that come included' },
];

export const groupCommands: CommandGroup = {
  kind: 'group',
  name: 'group',
  about: 'Manage groups, and what they manage',
  slips: { add: 'connect group member add' },
  commands: [
    {
      kind: 'account',
      name: 'grant',
      about: 'Make a group a manager of Secrets Automation',
      more: "Without --server and --all-servers: of everything that has no list of managers of its own. A server's own list overrides the global one.",
      options: [GROUP, ...PLACE],
      examples: [
        'connect group grant --group Platform',
        'connect group grant --group Platform --server Production',
        'connect group grant --group Platform --all-servers',
      ],
      load: async () => (await import('./grant.ts')).grantGroup,
    },
    {
      kind: 'account',
      name: 'revoke',
      about: 'End that a group is a manager',
      options: [GROUP, ...PLACE],
      examples: ['connect group revoke --group Platform --server Production --yes'],
      load: async () => (await import('./revoke.ts')).revokeGroup,
    },
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the groups, their members, and what they manage',
      examples: ['connect group list', 'connect group list --format json'],
      load: async () => (await import('./list.ts')).listGroups,
    },
    {
      kind: 'account',
      name: 'create',
      about: 'Make a group',
      args: [{ name: 'name', about: 'what people call the group; need not be unique' }],
      examples: ['connect group create Platform'],
      load: async () => (await import('./create.ts')).createGroup,
    },
    {
      kind: 'group',
      name: 'member',
      about: "Manage a group's members",
      commands: [
        {
          kind: 'account',
          name: 'add',
          about: 'Add a person to a group',
          args: [{ name: 'person', about: 'a name or id' }],
          options: [GROUP],
          examples: ['connect group member add linus@acme.example --group Platform'],
          load: async () => (await import('./member.ts')).addMember,
        },
        {
          kind: 'account',
          name: 'remove',
          aliases: ['rm'],
          about: 'Remove a person from a group',
          args: [{ name: 'person', about: 'a name or id' }],
          options: [GROUP],
          examples: ['connect group member remove linus@acme.example --group Platform --yes'],
          load: async () => (await import('./member.ts')).removeMember,
        },
      ],
    },
  ],
};
