import type { CommandNode, CommandSpec } from '../../command.ts';

/** The tree holds this command as well: it is asked for when it is there. */
export const completionCommand = (tree: () => readonly CommandNode[]): CommandSpec => ({
  kind: 'plain',
  name: 'completion',
  about: 'Print the completion of commands and options for a shell',
  args: [{ name: 'shell', about: '`bash`, `zsh` or `fish`' }],
  examples: [
    'source <(connect completion bash)',
    'connect completion fish > ~/.config/fish/completions/connect.fish',
  ],
  load: async () => (await import('./print.ts')).printCompletion(tree()),
});
