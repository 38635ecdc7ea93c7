/** A workflow command as a step printed it: `::name key=value::message`. */
export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface StepLog {
  /** Takes what arrived on stdout or stderr; the two are kept apart by `stream`. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Takes what still has no line end. */
  end(): void;
  readonly raw: { readonly stdout: string; readonly stderr: string };
  /** As the job's log shows it: masked, and commands turned into words. */
  readonly masked: string;
  readonly commands: readonly Command[];
  readonly masks: readonly string[];
}

/**
 * Reads a step's output line by line, in the order of arrival. A mask covers what comes after it, never what was printed
 * before. Only the value itself and its lines are covered, where GitHub's runner adds some encodings: the action is held to
 * masking every form by itself. `said` hears each line of `masked` as it comes.
 */
export function createStepLog(masksBefore: readonly string[], said?: (line: string) => void): StepLog {
  const raw = { stdout: '', stderr: '' };
  const rest = { stdout: '', stderr: '' };
  const masks: string[] = [...masksBefore];
  const commands: Command[] = [];
  let masked = '';

  const show = (text: string): void => {
    const shown = mask(text, masks);
    masked += `${shown}\n`;
    said?.(shown);
  };

  const line = (text: string): void => {
    const command = parseCommand(text);
    if (command === null) {
      show(text);
      return;
    }
    commands.push(command);
    if (command.name === 'add-mask') masks.push(...maskable(command.message));
    const shown = showCommand(command, text);
    if (shown !== null) show(shown);
  };

  return {
    write(stream, text) {
      raw[stream] += text;
      const lines = `${rest[stream]}${text}`.split(LINE_END);
      rest[stream] = lines.pop() ?? '';
      lines.forEach(line);
    },
    end() {
      for (const stream of ['stdout', 'stderr'] as const) {
        if (rest[stream] !== '') line(rest[stream]);
        rest[stream] = '';
      }
    },
    raw,
    get masked() {
      return masked;
    },
    commands,
    masks,
  };
}

/** The runner ends a line at a lone carriage return as well, so a command can hide behind one (T33). */
const LINE_END = /\r\n|\n|\r(?=[^\n])/;

/** `null` for a line that is no command. Leading space doesn't hide one, as on GitHub. */
export function parseCommand(line: string): Command | null {
  const match = /^\s*::(?<name>[^\s:]+)(?: (?<properties>.*?))?::(?<message>.*)$/.exec(line)?.groups;
  if (match?.['name'] === undefined) return null;
  const properties = (match['properties'] ?? '').split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), unescapeProperty(pair.slice(at + 1))] as const];
  });
  return {
    name: match['name'].toLowerCase(),
    properties: Object.fromEntries(properties),
    message: unescapeData(match['message'] ?? ''),
  };
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const unescapeProperty = (text: string): string =>
  unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

const maskable = (value: string): readonly string[] =>
  [value, ...value.split(/\r?\n/)].map((part) => part.trim()).filter((part) => part !== '');

/** Longest first: a mask that is part of another must not leave the rest of it readable. */
const mask = (text: string, masks: readonly string[]): string =>
  [...masks]
    .sort((one, other) => other.length - one.length)
    .reduce((shown, value) => shown.replaceAll(value, '***'), text);

const ANNOTATIONS: Readonly<Record<string, string>> = {
  error: 'Error',
  warning: 'Warning',
  notice: 'Notice',
};

/** `null` for what a job's log doesn't show. */
function showCommand({ name, message }: Command, line: string): string | null {
  if (Object.hasOwn(ANNOTATIONS, name)) return `${ANNOTATIONS[name]}: ${message}`;
  if (name === 'group') return `▼ ${message}`;
  return name === 'debug' || name === 'endgroup' || name === 'add-mask' ? null : line;
}
