import type { CommandGroup } from '../../command.ts';

export const accountCommands: CommandGroup = {
  kind: 'group',
  name: 'account',
  about: 'The account as a file',
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
    {
      kind: 'account',
      name: 'export',
      about: 'Print the account as an account file',
      more: 'Values and files are sealed under the sealing key of this account, each for its place: they open in an account with the same key, and in no other. With --reveal they stand in plain text, in a file that only its owner can read. Tokens, leases, keys and credentials files are no part of it. The same account is the same text each time.',
      options: [
        {
          name: 'vault',
          value: 'vault',
          repeatable: true,
          about: 'only this vault, without servers, groups and people',
        },
        { name: 'out-file', short: 'o', value: 'file', about: 'write it to a file of mode 0600' },
        { name: 'force', short: 'f', about: 'overwrite a file that exists' },
        { name: 'seal', about: 'seal every value and file, as it does unless told otherwise' },
        { name: 'reveal', about: 'every value and file in plain text' },
      ],
      examples: [
        'connect account export > account.yaml',
        'connect account export --vault Production --reveal --out-file production.yaml',
      ],
      load: async () => (await import('./export.ts')).exportAccount,
    },
    {
      kind: 'account',
      name: 'import',
      about: 'Bring vaults and items from a file',
      more: 'Reads an account file, or what `op item get` and `op item list` print with `--format json`: one item, an array, or one behind the other. Shows what it would make and asks; then all of it is done, or nothing. An item is found by its id, or by its title within its vault; what the file does not name stays, and nothing is deleted. Servers, groups and people are brought by `connect account apply`.',
      args: [{ name: 'file', about: 'an account file, or JSON of `op`; `-` reads standard input' }],
      options: [
        { name: 'dry-run', about: 'show what would be made, and change nothing' },
        {
          name: 'vault',
          value: 'vault',
          about: 'put every item in this vault, which is made where there is none',
        },
      ],
      examples: [
        'connect account import account.yaml --dry-run',
        'op item list --vault Shop --format json | op item get - --format json | connect account import - --vault Copy --yes',
      ],
      load: async () => (await import('./import.ts')).importFile,
    },
    {
      kind: 'account',
      name: 'rekey',
      about: 'Seal the account under a new sealing key',
      more: 'Of an account that nothing serves; a running `connect serve` does the same by itself where its configuration has `previous_sealing_key_file`. Where this is interrupted, run it again with the same two keys: it goes on where it was. Then put the new key where the old one was.',
      options: [
        {
          name: 'new-key-file',
          value: 'file',
          required: true,
          about: 'base64 of 32 random bytes, in a file that only its owner can read',
        },
      ],
      examples: [
        '(umask 077 && openssl rand -base64 32 > new.key) && connect account rekey --new-key-file new.key',
      ],
      load: async () => (await import('./rekey.ts')).rekeyAccount,
    },
  ],
};
