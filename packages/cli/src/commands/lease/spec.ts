import type { CommandGroup } from '../../command.ts';

export const leaseCommands: CommandGroup = {
  kind: 'group',
  name: 'lease',
  about: 'See which jobs hold tokens',
  commands: [
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the leases that hold credits now',
      examples: ['connect lease list', 'connect lease list --format json'],
      load: async () => (await import('./list.ts')).listLeases,
    },
  ],
};
