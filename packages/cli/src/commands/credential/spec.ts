import { CREDENTIAL_RIGHTS } from '@connect-token/core';
import type { CommandGroup } from '../../command.ts';

export const credentialCommands: CommandGroup = {
  kind: 'group',
  name: 'credential',
  about: 'Manage credentials for the management API of a broker',
  slips: { delete: 'connect credential revoke' },
  commands: [
    {
      kind: 'account',
      name: 'create',
      about: 'Make a credential for a person, and print it',
      more: 'It is printed once, alone on standard output, and kept as a hash. With it --broker works as that person, within the rights given. Only the owner of the data directory can make one.',
      args: [{ name: 'name', about: 'what people call the credential; need not be unique' }],
      options: [
        { name: 'person', value: 'person', required: true, about: 'who uses it: a name or id' },
        {
          name: 'right',
          value: 'right',
          choices: CREDENTIAL_RIGHTS,
          repeatable: true,
          required: true,
          about: 'what it may do: read; manage, which implies read; tokens:create, which nothing implies',
        },
        {
          name: 'expires-in',
          value: 'duration',
          about: 'how long it serves; 90d where nothing is said, 365d at most',
        },
      ],
      examples: [
        'connect credential create laptop --person ada@acme.example --right manage',
        'connect credential create ci --person ada@acme.example --right read --right tokens:create --expires-in 30d',
      ],
      load: async () => (await import('./create.ts')).createCredential,
    },
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the credentials: good, expired and revoked ones',
      examples: ['connect credential list'],
      load: async () => (await import('./list.ts')).listCredentials,
    },
    {
      kind: 'account',
      name: 'revoke',
      about: 'Revoke a credential',
      args: [{ name: 'credential', about: 'its name or id' }],
      examples: ['connect credential revoke laptop --yes'],
      load: async () => (await import('./revoke.ts')).revokeCredential,
    },
  ],
};
