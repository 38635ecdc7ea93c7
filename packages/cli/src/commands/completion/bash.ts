import type { CompletionPlace } from './places.ts';

/**
 * The words so far, options left out, select the place. An option with choices completes them, one with another value leaves it
 * to the shell's own completion of file names.
 */
export function bashCompletion(places: readonly CompletionPlace[]): string {
  const options = places.flatMap((place) => place.options);
  const withValue = [...new Set(options.filter(({ value }) => value !== undefined).flatMap(spellings))];
  const choices = new Map(
    options.flatMap((option) =>
      option.choices === undefined ? [] : [[option.name, option.choices] as const],
    ),
  );
  return `# bash completion of connect: source <(connect completion bash)
_connect() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" word skip="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n "$skip" ]]; then skip=""; continue; fi
    case "$word" in
      ${withValue.join('|')}) skip=1 ;;
      -*) ;;
      *) place="$place\${place:+ }$word" ;;
    esac
  done
  COMPREPLY=()
  case "$previous" in
${[...choices].map(([name, words]) => `    --${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current")); return ;;`).join('\n')}
  esac
  if [[ -n "$skip" ]]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  local words=""
  case "$place" in
${places.map((place) => `    '${place.path.join(' ')}') words='${wordsOf(place).join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _connect connect
`;
}

const wordsOf = ({ commands, options }: CompletionPlace): readonly string[] => [
  ...commands.map(({ word }) => word),
  ...options.map(({ name }) => `--${name}`),
];

const spellings = ({ name, short, also }: CompletionPlace['options'][number]): readonly string[] => [
  `--${name}`,
  ...(short === undefined ? [] : [`-${short}`]),
  ...(also === undefined ? [] : [`--${also}`]),
];
