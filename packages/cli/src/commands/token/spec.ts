import { quote } from '@connect-token/core';
import type { ArgumentSpec, CommandGroup, OptionSpec } from '../../command.ts';

const TOKEN: ArgumentSpec = { name: 'token', about: 'its name or id' };

const NARROW: OptionSpec = {
  name: 'server',
  value: 'server',
  about: 'only tokens of this server, by name or id',
};

export const tokenCommands: CommandGroup = {
  kind: 'group',
  name: 'token',
  about: 'Manage Connect server access tokens',
  slips: { revoke: 'connect token delete', get: 'connect token list', rename: 'connect token edit' },
  commands: [
    {
      kind: 'account',
      name: 'create',
      about: 'Issue a token for a Connect server, and print it',
      more: 'The token is printed once, alone on standard output, and kept nowhere. It can reach vaults that its server is granted; its vaults and its expiry never change. Without --expires-in it lives until somebody deletes it.',
      args: [{ name: 'name', about: 'what people call the token; need not be unique' }],
      options: [
        { name: 'server', value: 'server', required: true, about: 'whose token it is: a name or id' },
        {
          name: 'vault',
          also: 'vaults',
          value: 'vault[,r|w|rw]',
          repeatable: true,
          required: true,
          about: 'a vault by name or id, with a permission; as the server has it where none is given',
        },
        {
          name: 'expires-in',
          value: 'duration',
          about: 'how long it lives, with the units s, m, h, d, w: 30m, 720h, 1w2d',
        },
      ],
      examples: [
        'connect token create ci --server Production --vault Production,r --expires-in 1h',
        'connect token create reader --server Production --vault Production,r --vault "Shared configuration"',
      ],
      refuseExcess: ([name = '', server = '']) => ({
        code: 'USAGE_INVALID',
        problem: `a second argument ${quote(server)} is too many: the server is named by an option`,
        instead: `connect token create ${name} --server ${server}`,
      }),
      load: async () => (await import('./create.ts')).createToken,
    },
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List tokens: active, revoked and expired ones',
      options: [NARROW],
      examples: ['connect token list', 'connect token list --server Production --format json'],
      load: async () => (await import('./list.ts')).listTokensOf,
    },
    {
      kind: 'account',
      name: 'edit',
      about: 'Rename a token',
      args: [TOKEN],
      options: [{ name: 'name', value: 'name', required: true, about: 'the new name' }, NARROW],
      examples: ['connect token edit ci --server Production --name ci-old'],
      load: async () => (await import('./edit.ts')).editToken,
    },
    {
      kind: 'account',
      name: 'delete',
      aliases: ['remove', 'rm'],
      about: 'Revoke a token',
      more: 'It is refused from the next call on, and stays in the list as revoked.',
      args: [TOKEN],
      options: [NARROW],
      examples: ['connect token delete ci --server Production', 'connect token rm ci --yes'],
      load: async () => (await import('./delete.ts')).deleteToken,
    },
  ],
};
