import type { CommandGroup } from '../../command.ts';

export const creditCommands: CommandGroup = {
  kind: 'group',
  name: 'credits',
  about: 'Show and limit vault access credits',
  otherwise: 'show',
  commands: [
    {
      kind: 'account',
      name: 'show',
      about: 'Show the credits in use, in all and by server',
      more: 'One credit is one vault that one active token can reach. What jobs hold counts from the moment they ask.',
      examples: ['connect credits', 'connect credits show --format json'],
      load: async () => (await import('./show.ts')).showCredits,
    },
    {
      kind: 'account',
      name: 'plan',
      about: 'Set how many credits may be in use',
      more: 'A ceiling below what is in use ends nothing: it stops what comes. The configuration of a broker can have a stricter one.',
      args: [
        { name: 'kind', about: '`unlimited` or `metered`' },
        { name: 'credits', about: 'the ceiling of a metered plan', optional: true },
      ],
      examples: ['connect credits plan unlimited', 'connect credits plan metered 100'],
      load: async () => (await import('./plan.ts')).setPlan,
    },
  ],
};
