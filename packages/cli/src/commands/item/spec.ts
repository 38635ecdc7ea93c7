import type { ArgumentSpec, CommandGroup, OptionSpec } from '../../command.ts';
import { templateCommands } from './template-spec.ts';

const VAULT: OptionSpec = { name: 'vault', value: 'vault', about: 'its vault, by name or id' };

const STATEMENTS: ArgumentSpec = {
  name: 'assignment',
  optional: true,
  many: true,
  about: '`[<section>.]<field>[[<type>]]=<value>`; `=-` reads the value from standard input',
};

const STATEMENTS_MORE =
  'A statement sets a field by its label or id; one that is not there is added, hidden unless its type is given: `password`, `text`, `email`, `url`, `date`, `monthYear`, `phone` or `otp`. A backslash makes a `.`, `=`, `[` or backslash part of a name. Other users of the machine can see arguments while a command runs: give secrets with `=-`, which reads standard input, or with `--template`.';

const ATTRIBUTES: readonly OptionSpec[] = [
  { name: 'title', value: 'title', about: 'the title' },
  { name: 'tags', value: 'tags', repeatable: true, about: 'the tags, separated by commas' },
  { name: 'url', value: 'url', about: 'the website of the item' },
  {
    name: 'generate-password',
    value: 'recipe',
    bare: '',
    about: 'make a password; `letters`, `digits`, `symbols` and a length up to 64, with commas between them',
  },
  { name: 'template', value: 'file', about: 'an item as JSON, as `connect item template get` prints it' },
  { name: 'dry-run', about: 'show the item, and write nothing' },
];

const OWNER =
  'Items are in the hands of the owner of the data directory: `--broker` does not reach them, and a running `connect serve` is spoken to through its socket.';

export const itemCommands: CommandGroup = {
  kind: 'group',
  name: 'item',
  about: 'Manage items, with the words of `op item`',
  slips: { read: 'connect item get', revoke: 'connect item delete', move: 'connect account import --vault' },
  commands: [
    {
      kind: 'account',
      name: 'list',
      aliases: ['ls'],
      about: 'List items',
      more: OWNER,
      options: [
        VAULT,
        { name: 'categories', value: 'categories', repeatable: true, about: 'of these, separated by commas' },
        { name: 'tags', value: 'tags', repeatable: true, about: 'with one of these, separated by commas' },
        { name: 'favorite', about: 'favourites only' },
      ],
      examples: ['connect item list --vault Production', 'connect item ls --categories login --format json'],
      load: async () => (await import('./list.ts')).listItems,
    },
    {
      kind: 'account',
      name: 'get',
      about: 'Show an item',
      more: `Values of hidden fields are shown with --reveal only, or with \`--format json\`. ${OWNER}`,
      args: [{ name: 'item', about: 'its title or id; `-` reads ids or JSON objects from standard input' }],
      options: [
        VAULT,
        {
          name: 'fields',
          value: 'fields',
          repeatable: true,
          about: 'only these: `username`, `label=username` or `type=concealed`, separated by commas',
        },
        { name: 'otp', about: 'the one-time password of this moment' },
        { name: 'reveal', about: 'show hidden values' },
      ],
      examples: [
        'connect item get Database --vault Production',
        'connect item get Database --fields label=password --reveal',
      ],
      load: async () => (await import('./get.ts')).getItem,
    },
    {
      kind: 'account',
      name: 'create',
      about: 'Make an item',
      more: `${STATEMENTS_MORE} ${OWNER}`,
      args: [STATEMENTS],
      options: [
        { name: 'category', value: 'category', about: 'such as `login`; needed without a template' },
        { ...VAULT, required: true },
        ...ATTRIBUTES,
        { name: 'favorite', about: 'make it a favourite' },
      ],
      examples: [
        'connect item create --category login --title Shop --vault Production username=ada --generate-password=letters,digits,24',
        'connect item create --category database --title Db --vault Production password=- < password.txt',
        'connect item create --vault Production --template item.json',
      ],
      load: async () => (await import('./create.ts')).createItem,
    },
    {
      kind: 'account',
      name: 'edit',
      about: 'Change an item',
      more: `${STATEMENTS_MORE} \`<field>[delete]\` takes a field away. What is not named stays. ${OWNER}`,
      args: [{ name: 'item', about: 'its title or id' }, STATEMENTS],
      options: [
        VAULT,
        ...ATTRIBUTES,
        {
          name: 'favorite',
          value: 'boolean',
          bare: 'true',
          choices: ['true', 'false'],
          about: 'make it a favourite, or with `=false` none',
        },
      ],
      examples: [
        'connect item edit Database --vault Production username=grace',
        'connect item edit Database --generate-password --tags shop,sql',
        'connect item edit Database --vault Production password=- < password.txt',
      ],
      load: async () => (await import('./edit.ts')).editItem,
    },
    {
      kind: 'account',
      name: 'delete',
      aliases: ['remove', 'rm'],
      about: 'Delete an item, its files with it',
      more: `There is no archive: what is deleted is gone. ${OWNER}`,
      args: [{ name: 'item', about: 'its title or id; `-` reads ids or JSON objects from standard input' }],
      options: [VAULT],
      examples: ['connect item delete Database --vault Production', 'connect item rm Database --yes'],
      load: async () => (await import('./delete.ts')).deleteItems,
    },
    templateCommands,
  ],
};
