import type { CommandGroup } from '../../command.ts';

export const templateCommands: CommandGroup = {
  kind: 'group',
  name: 'template',
  about: 'Show what items of a category begin with',
  commands: [
    {
      kind: 'plain',
      name: 'list',
      aliases: ['ls'],
      about: 'List the categories that items can be made of',
      examples: ['connect item template list', 'connect item template ls --format json'],
      load: async () => (await import('./template.ts')).listTemplates,
    },
    {
      kind: 'plain',
      name: 'get',
      about: 'Print an empty item of a category as JSON, for `connect item create --template`',
      args: [{ name: 'category', about: 'its name, such as `login` or `"API Credential"`' }],
      examples: ['connect item template get login', 'connect item template get "api credential" > item.json'],
      load: async () => (await import('./template.ts')).getTemplate,
    },
  ],
};
