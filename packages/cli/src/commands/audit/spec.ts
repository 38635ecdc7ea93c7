import type { CommandSpec } from '../../command.ts';

export const auditCommand: CommandSpec = {
  kind: 'account',
  name: 'audit',
  about: 'Show who changed what, newest first',
  options: [
    { name: 'limit', value: 'count', about: 'how many events, from 1 to 1000; 50 where nothing is said' },
    {
      name: 'before',
      value: 'id',
      about: 'only events before this one: the next page begins before the last id',
    },
  ],
  examples: ['connect audit', 'connect audit --limit 1000 --format json'],
  load: async () => (await import('./list.ts')).listEvents,
};
