import type { ArgumentSpec, CommandGroup } from '../../command.ts';

const SERVER: ArgumentSpec = {
  name: 'server',
  about: 'its name or id; `-` reads names, ids or JSON objects with an `id` from standard input',
};

export const serverCommands: CommandGroup = {
  kind: 'group',
  name: 'server',
  about: 'Manage Connect servers',
  slips: { revoke: 'connect server delete', rename: 'connect server edit' },
  commands: [
    {
      kind: 'account',
      name: 'create',
      about: 'Set up a Connect server',
      more: 'Writes `1password-credentials.json` to the current directory, which is issued once and can not be had again. Where the file can not be written, no server is made. Built-in vaults can not be granted.',
      args: [{ name: 'name', about: 'what people call the server; need not be unique' }],
      options: [
        {
          name: 'vaults',
          value: 'vaults',
          repeatable: true,
          about: 'the vaults that it is granted: names or ids, separated by commas',
        },
        { name: 'fixed-vaults', about: 'never grant it another vault, as on the web page' },
        { name: 'force', short: 'f', about: 'overwrite a credentials file that exists' },
      ],
      examples: [
        'connect server create Production --vaults Production,"Shared configuration"',
        'connect server create Staging --vaults Staging --force',
      ],
      load: async () => (await import('./create.ts')).createServer,
    },
    {
      kind: 'account',
      name: 'get',
      about: 'Show a Connect server',
      args: [SERVER],
      examples: [
        'connect server get Production',
        'connect server list --format json | connect server get - --format json',
      ],
      load: async () => (await import('./get.ts')).getServer,
    },
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the Connect servers',
      examples: ['connect server list', 'connect server ls --format json'],
      load: async () => (await import('./list.ts')).listServers,
    },
    {
      kind: 'account',
      name: 'edit',
      about: 'Rename a Connect server',
      args: [{ name: 'server', about: 'its name or id' }],
      options: [{ name: 'name', value: 'name', required: true, about: 'the new name' }],
      examples: ['connect server edit Staging --name Preview'],
      load: async () => (await import('./edit.ts')).editServer,
    },
    {
      kind: 'account',
      name: 'delete',
      aliases: ['remove', 'rm'],
      about: 'Delete a Connect server',
      more: 'Its credentials file and all its tokens stop being valid.',
      args: [SERVER],
      examples: ['connect server delete Staging', 'connect server delete Staging --yes'],
      load: async () => (await import('./delete.ts')).deleteServers,
    },
  ],
};
