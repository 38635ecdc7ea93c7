import type { CommandGroup, OptionSpec } from '../../command.ts';

const SERVER: OptionSpec = {
  name: 'server',
  value: 'server',
  required: true,
  about: 'the Connect server, by name or id',
};

const VAULT: OptionSpec = {
  name: 'vault',
  value: 'vault',
  required: true,
  about: 'the vault, by name or id, without a permission',
};

export const vaultCommands: CommandGroup = {
  kind: 'group',
  name: 'vault',
  about: "Manage the vaults, and Connect servers' access to them",
  slips: { edit: 'connect vault rename', add: 'connect vault grant', remove: 'connect vault revoke' },
  commands: [
    {
      kind: 'account',
      name: 'grant',
      about: 'Grant a Connect server access to a vault',
      more: 'Tokens that name the vault reach it at once, and the credits in use grow with it. Built-in vaults can not be granted.',
      options: [SERVER, VAULT],
      examples: ['connect vault grant --server Staging --vault Staging'],
      load: async () => (await import('./grant.ts')).grantVault,
    },
    {
      kind: 'account',
      name: 'revoke',
      about: "Revoke a Connect server's access to a vault",
      more: 'No token of the server reaches the vault any more.',
      options: [SERVER, VAULT],
      examples: ['connect vault revoke --server Staging --vault Staging --yes'],
      load: async () => (await import('./revoke.ts')).revokeVault,
    },
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the vaults of the account',
      options: [
        { name: 'server', value: 'server', about: 'only those that this server is granted, with its access' },
      ],
      examples: ['connect vault list', 'connect vault list --server Production --format json'],
      load: async () => (await import('./list.ts')).listVaults,
    },
    {
      kind: 'account',
      name: 'create',
      about: 'Make a vault',
      args: [{ name: 'name', about: 'what people call the vault; need not be unique' }],
      examples: ['connect vault create Preview'],
      load: async () => (await import('./create.ts')).createVault,
    },
    {
      kind: 'account',
      name: 'rename',
      about: 'Rename a vault',
      args: [{ name: 'vault', about: 'its name or id' }],
      options: [{ name: 'name', value: 'name', required: true, about: 'the new name' }],
      examples: ['connect vault rename Staging --name Preview'],
      load: async () => (await import('./rename.ts')).renameVault,
    },
  ],
};
