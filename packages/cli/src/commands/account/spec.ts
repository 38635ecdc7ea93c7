import type { CommandGroup } from '../../command.ts';

export const accountCommands: CommandGroup = {
  kind: 'group',
  name: 'account',
  about: 'Bring the account to what a file says',
  commands: [
    {
      kind: 'account',
      name: 'apply',
      about: 'Make the changes that lead from the account to an account file',
      more: 'Shows the difference and asks. What the file does not name stays, unless --prune is given, which deletes servers; tokens that are not on a deleted server and items are never touched. The credentials of a new server are written to the current directory, to `1password-credentials-<server>.json`.',
      args: [{ name: 'file', about: 'an account file' }],
      options: [
        { name: 'dry-run', about: 'show the difference, and change nothing' },
        { name: 'prune', about: 'delete servers that the file does not name, with their tokens' },
      ],
      examples: [
        'connect account apply account.yaml --dry-run',
        'connect account apply account.yaml --prune --yes',
      ],
      load: async () => (await import('./apply.ts')).applyFile,
    },
  ],
};
