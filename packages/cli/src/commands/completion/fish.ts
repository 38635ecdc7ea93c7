import type { CompletionPlace } from './places.ts';

/** A line a word: shown where the words so far are those of its place. */
export function fishCompletion(places: readonly CompletionPlace[]): string {
  const values = [
    ...new Set(
      places
        .flatMap(({ options }) => options)
        .flatMap(({ name, also, short, value }) =>
          value === undefined
            ? []
            : [
                `--${name}`,
                ...(also === undefined ? [] : [`--${also}`]),
                ...(short === undefined ? [] : [`-${short}`]),
              ],
        ),
    ),
  ];
  return `# fish completion of connect: connect completion fish > ~/.config/fish/completions/connect.fish
function __connect_at
  set -l place
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case ${values.join(' ')}
        set skip 1
      case '-*'
      case '*'
        set -a place $word
    end
  end
  test "$place" = "$argv"
end
complete -c connect -f
${places.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options }: CompletionPlace): readonly string[] {
  const at = `complete -c connect -n ${quoted(`__connect_at ${path.join(' ')}`.trimEnd())}`;
  return [
    ...commands.map(({ word, about }) => `${at} -a ${word} -d ${quoted(about)}`),
    ...options.map(({ name, short, value, choices, about }) => {
      const parts = [at, `-l ${name}`];
      if (short !== undefined) parts.push(`-s ${short}`);
      // -F: file names are as good a guess as any for a value without choices.
      if (choices !== undefined) parts.push(`-x -a ${quoted(choices.join(' '))}`);
      else if (value !== undefined) parts.push('-r -F');
      return [...parts, `-d ${quoted(about)}`].join(' ');
    }),
  ];
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
