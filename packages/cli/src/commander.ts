import { Argument, Command, Option } from 'commander';
import { type Args, argsOf } from './args.ts';
import {
  type CommandGroup,
  type CommandNode,
  type CommandSpec,
  formatArgument,
  type OptionSpec,
} from './command.ts';

/** Runs a command whose line was read; `path` is how the command is called, such as `connect server list`. */
type RunCommand = (spec: CommandSpec, path: string, args: Args) => Promise<void>;

/** Called with what somebody wrote by mistake, and what they meant. */
type TellSlip = (written: string, meant: string) => void;

export interface Parser {
  readonly run: RunCommand;
  readonly tellSlip: TellSlip;
  /** Called with what the line can't be read for, such as an option that doesn't exist. */
  readonly tellMistake: (problem: string) => void;
  /** What stands below the help of each command. */
  readonly footer: string;
  /** The options of the program, which stand anywhere on the line. */
  readonly globals: OptionValues;
}

/** Values by option, as they come. */
export type OptionValues = Map<string, string[]>;

/** The tree below a program, for `commander` to parse. */
export function commandOf(node: CommandNode, parent: string, parser: Parser): Command {
  const path = `${parent} ${node.name}`;
  const command = prepared(new Command(node.name), parser);
  return node.kind === 'group'
    ? fillGroup(command, node, path, parser)
    : fillLeaf(command, node, path, parser);
}

/** What the program and each of its commands have in common. */
export const prepared = (command: Command, { tellMistake }: Pick<Parser, 'tellMistake'>): Command =>
  command
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true, subcommandTerm })
    .configureOutput({ outputError: (text) => tellMistake(text.replace(/^error: /, '').trimEnd()) })
    .exitOverride();

const subcommandTerm = (command: Command): string => [command.name(), ...command.aliases()].join('|');

function fillGroup(command: Command, group: CommandGroup, path: string, parser: Parser): Command {
  command
    .description(group.about)
    .helpCommand(false)
    .addHelpText('after', `\n${examplesOf(group)}\n\n${parser.footer}`);
  for (const node of group.commands)
    command.addCommand(commandOf(node, path, parser), { isDefault: node.name === group.otherwise });
  for (const [word, meant] of Object.entries(group.slips ?? {})) {
    const slip = new Command(word)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => parser.tellSlip(`${path} ${word}`, meant));
    command.addCommand(slip, { hidden: true });
  }
  return command;
}

function fillLeaf(command: Command, spec: CommandSpec, path: string, parser: Parser): Command {
  const values: OptionValues = new Map();
  command
    .description(spec.more === undefined ? spec.about : `${spec.about}\n\n${spec.more}`)
    .summary(spec.about)
    .aliases(spec.aliases ?? [])
    // What doesn't fit is told by `refuseArgs`, all of it, and in our voice.
    .allowExcessArguments()
    .addHelpText('after', `\n${examplesOf(spec)}\n\n${parser.footer}`);
  for (const { name, about, many } of spec.args ?? [])
    command.addArgument(new Argument(many ? `[${name}...]` : `[${name}]`, about));
  command.usage(usageOf(spec));
  for (const option of spec.options ?? []) addOption(command, option, values);
  return command.action(() =>
    parser.run(spec, path, argsOf(command.args, new Map([...parser.globals, ...values]))),
  );
}

const usageOf = ({ args = [] }: CommandSpec): string => ['[options]', ...args.map(formatArgument)].join(' ');

const examplesOf = (node: CommandNode): string =>
  `Examples:\n${examplesIn(node)
    .map((line) => `  $ ${line}`)
    .join('\n')}`;

/** Of a group the first one of each of its commands. */
const examplesIn = (node: CommandNode): readonly string[] =>
  node.kind === 'group' ? node.commands.flatMap((each) => examplesIn(each).slice(0, 1)) : node.examples;

/** Collects each value under the option's own name, whichever spelling it came by. */
export function addOption(command: Command, spec: OptionSpec, values: OptionValues): void {
  const value = spec.value === undefined ? '' : ` <${spec.value}>`;
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const notes = spec.repeatable === true ? `${spec.about} (repeatable)` : spec.about;
  const collect = (given: string | null): void => {
    values.set(spec.name, [...(values.get(spec.name) ?? []), given ?? '']);
  };
  command.addOption(new Option(`${short}--${spec.name}${value}`, notes));
  command.on(`option:${spec.name}`, collect);
  if (spec.also === undefined) return;
  command.addOption(new Option(`--${spec.also}${value}`).hideHelp());
  command.on(`option:${spec.also}`, collect);
}
