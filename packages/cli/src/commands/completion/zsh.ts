import { bashCompletion } from './bash.ts';
import type { CompletionPlace } from './places.ts';

/** zsh runs the completion of bash by its own bridge: one copy of the tree. Source: zsh manual, "bashcompinit". */
export const zshCompletion = (places: readonly CompletionPlace[]): string =>
  `#compdef connect
autoload -Uz bashcompinit && bashcompinit
${bashCompletion(places)}`;
