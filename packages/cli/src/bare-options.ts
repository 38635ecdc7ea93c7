import type { CommandNode, OptionSpec } from './command.ts';

/**
 * A line in which each option that may stand alone has the value that it means then. Without it a parser would take the next word for
 * the value: `--generate-password username=ada` has two things in it.
 */
export function withBareValues(
  words: readonly string[],
  commands: readonly CommandNode[],
): readonly string[] {
  const bare = new Map(
    optionsOf(words, commands).flatMap(({ name, bare }) => (bare === undefined ? [] : [[`--${name}`, bare]])),
  );
  const end = words.indexOf('--');
  return words.map((word, at) => {
    const value = end >= 0 && at > end ? undefined : bare.get(word);
    return value === undefined ? word : `${word}=${value}`;
  });
}

/** Those of the command that the line is of; the options of others don't count. */
function optionsOf(words: readonly string[], commands: readonly CommandNode[]): readonly OptionSpec[] {
  let nodes = commands;
  for (const word of words) {
    const node = nodes.find(
      (each) => each.name === word || (each.kind !== 'group' && (each.aliases ?? []).includes(word)),
    );
    if (node === undefined) continue;
    if (node.kind !== 'group') return node.options ?? [];
    nodes = node.commands;
  }
  return [];
}
