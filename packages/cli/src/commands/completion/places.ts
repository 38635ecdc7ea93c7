import type { CommandNode, OptionSpec } from '../../command.ts';

/** A place in the tree, and the words that can come next there. */
export interface CompletionPlace {
  /** The words up to here, `connect` left out: empty at the beginning. */
  readonly path: readonly string[];
  readonly commands: readonly CompletionWord[];
  readonly options: readonly OptionSpec[];
}

interface CompletionWord {
  readonly word: string;
  readonly about: string;
}

/** Every place of the tree, aliases included. */
export function completionPlaces(
  nodes: readonly CommandNode[],
  globals: readonly OptionSpec[],
): readonly CompletionPlace[] {
  return placesBelow([], nodes, globals);
}

function placesBelow(
  path: readonly string[],
  nodes: readonly CommandNode[],
  globals: readonly OptionSpec[],
): readonly CompletionPlace[] {
  const here: CompletionPlace = {
    path,
    commands: nodes.map(({ name, about }) => ({ word: name, about })),
    options: globals,
  };
  return [here, ...nodes.flatMap((node) => placesOf(path, node, globals))];
}

function placesOf(
  path: readonly string[],
  node: CommandNode,
  globals: readonly OptionSpec[],
): readonly CompletionPlace[] {
  if (node.kind === 'group') return placesBelow([...path, node.name], node.commands, globals);
  const options = [...(node.options ?? []), ...globals];
  return [node.name, ...(node.aliases ?? [])].map((name) => ({
    path: [...path, name],
    commands: [],
    options,
  }));
}
