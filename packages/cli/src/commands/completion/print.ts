import { quote } from '@connect-token/core';
import type { CommandNode, PlainWork } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { globalOptions } from '../../global-options.ts';
import { formatFailure } from '../../report.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { type CompletionPlace, completionPlaces } from './places.ts';
import { zshCompletion } from './zsh.ts';

const SHELLS: ReadonlyMap<string, (places: readonly CompletionPlace[]) => string> = new Map([
  ['bash', bashCompletion],
  ['zsh', zshCompletion],
  ['fish', fishCompletion],
]);

export const printCompletion =
  (tree: readonly CommandNode[]): PlainWork =>
  async (args, io) => {
    const shell = args.first();
    const format = SHELLS.get(shell);
    if (format === undefined) {
      const problem = `${quote(shell)} is no shell that there is a completion for: \`bash\`, \`zsh\` or \`fish\``;
      io.stderr.write(`${formatFailure({ code: 'USAGE_INVALID', problem, instead: null })}\n`);
      return EXIT.mistake;
    }
    io.stdout.write(format(completionPlaces(tree, globalOptions)));
    return EXIT.ok;
  };
