import type { CommandGroup } from '../../command.ts';

export const leaseCommands: CommandGroup = {
  kind: 'group',
  name: 'lease',
  about: 'See which jobs hold tokens, and end that',
  slips: { end: 'connect lease revoke', delete: 'connect lease revoke', rm: 'connect lease revoke' },
  commands: [
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List the leases that hold credits now',
      more: 'A lease that is revoking tells what ended it, how often its token could not be ended, and when that is tried again. *Stuck* is one that somebody should look at: the tries go on.',
      options: [
        { name: 'stuck', about: 'only leases whose token resists' },
        {
          name: 'state',
          value: 'state',
          choices: ['intent', 'active', 'revoking'],
          repeatable: true,
          about: 'only leases in this state',
        },
      ],
      examples: [
        'connect lease list',
        'connect lease list --stuck',
        'connect lease list --state active --format json',
      ],
      load: async () => (await import('./list.ts')).listLeases,
    },
    {
      kind: 'account',
      name: 'revoke',
      about: 'End leases, and the tokens that their jobs hold',
      more: 'Leases by their ids (`-` reads them from standard input), or those of a run or of a repository, or all. The jobs go on without their tokens, and may ask for new ones: who must get none any more has to leave the policy. Runs and repositories are numbers, because names can be given to somebody else.',
      args: [{ name: 'lease', optional: true, many: true, about: 'ids, as `connect lease list` shows them' }],
      options: [
        { name: 'run', value: 'id', about: 'the leases of this run of a workflow, of each of its attempts' },
        { name: 'repository', value: 'id', about: 'the leases of this repository' },
        { name: 'all', about: 'every lease there is' },
        {
          name: 'reason',
          value: 'text',
          about: 'why, for the audit trail: up to 200 characters. Asked for at a terminal',
        },
      ],
      examples: [
        'connect lease revoke --run 17000000001 --reason "the workflow was changed by a stranger"',
        'connect lease revoke --all --reason "incident 42" --yes',
        'connect lease list --stuck --format json | connect lease revoke - --reason "incident 42"',
      ],
      load: async () => (await import('./revoke.ts')).revokeLeases,
    },
  ],
};
