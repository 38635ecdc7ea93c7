// docs/cli.md, from the command tree. Fails when it isn't current; `--write` makes it so. Needs --conditions=ct-src.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { formatArgument } from '../packages/cli/src/command.ts';
import { allCommands } from '../packages/cli/src/commands/tree.ts';
import { globalOptions } from '../packages/cli/src/global-options.ts';

/**
 * @typedef {import('../packages/cli/src/command.ts').CommandNode} CommandNode
 * @typedef {import('../packages/cli/src/command.ts').CommandSpec} CommandSpec
 * @typedef {import('../packages/cli/src/command.ts').OptionSpec} OptionSpec
 */

const FILE = new URL('../docs/cli.md', import.meta.url);
const WRITE = 'node --conditions=ct-src scripts/cli-reference.mjs --write';

const HEAD = `# The \`connect\` command

<!-- from the command tree: ${WRITE} -->

The words of [\`op connect\`](https://www.1password.dev/cli/reference/management-commands/connect), and a few of our own: \`serve\`, \`credits\`, \`audit\`,
\`lease\`, \`account\`, \`item\` (as \`op item\`), \`credential\`, \`op-shim\`, \`completion\`, \`connect vault list|create|rename\`, \`connect group list|create|member\`.
connect-token is not affiliated with or endorsed by 1Password (AgileBits Inc.).

## Which account

| | |
|---|---|
| \`--data-dir DIR\` | the account in a data directory, as its owner. A directory that a running \`connect serve\` has is reached through its socket. The sealing key is \`DIR/sealing.key\`, or in \`CONNECT_TOKEN_SEALING_KEY\` |
| \`--config FILE\` | the same, with directory, key and rules from the configuration of \`connect serve\` |
| \`--broker URL\` | the account of a running broker, as the person whose credential is in \`CONNECT_TOKEN_CREDENTIAL\` |

Each has an environment variable (\`CONNECT_TOKEN_DATA_DIR\`, \`CONNECT_TOKEN_CONFIG\`, \`CONNECT_TOKEN_BROKER\`). One option on the line, and none of the variables counts.

Things are named by name or id; an id wins, in any case. Names are not unique: one that several things bear is refused, with their ids.

## Output and errors

Human tables, or with \`--format json\` (\`OP_FORMAT=json\`) JSON with the field names of \`op\`. Colour is on a terminal only, and off under \`NO_COLOR\`. What was
asked for goes to standard output; errors to standard error, as \`[ERROR] 2026/11/22 15:04:05 what happened [CODE]\`, with a code that
[errors.md](errors.md) explains. After a change that may move credits the new usage is told on standard error, where that is a terminal or with \`--verbose\`.

| exit code | |
|---|---|
| 0 | done |
| 1 | it failed, or somebody said no |
| 2 | bad usage, or a mistake in a file that you wrote |

What can't be taken back is asked for on a terminal. Without one it needs \`--yes\`.
`;

const current = `${HEAD}
## Global options

${optionTable(globalOptions)}

${allCommands.map((node) => section(node, 'connect', 2)).join('\n\n')}
`;

if (process.argv.includes('--write')) writeFileSync(FILE, current);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== current) {
  console.error(`docs/cli.md is not that of the command tree: run \`${WRITE}\``);
  process.exit(1);
}

/**
 * @param {CommandNode} node
 * @param {string} parent
 * @param {number} level
 * @returns {string}
 */
function section(node, parent, level) {
  const path = `${parent} ${node.name}`;
  const title = `${'#'.repeat(level)} \`${path}\``;
  if (node.kind !== 'group') return [title, ...body(node, path)].join('\n\n');
  const otherwise = node.otherwise === undefined ? '' : ` Alone it is \`${path} ${node.otherwise}\`.`;
  const below = node.commands.map((each) => section(each, path, Math.min(level + 1, 4)));
  return [title, `${node.about}.${otherwise}`, ...below].join('\n\n');
}

/**
 * @param {CommandSpec} spec
 * @param {string} path
 */
function body({ about, more, aliases = [], args = [], options = [], examples }, path) {
  const usage = [path, ...args.map(formatArgument)];
  const words = args.map(({ name, about: what }) => `| \`${name}\` | ${cell(what)} |`);
  return [
    `${about}.${aliases.length === 0 ? '' : ` Also: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`}`,
    ...(more === undefined ? [] : [more]),
    `\`\`\`\n${usage.join(' ')}${options.length === 0 ? '' : ' [options]'}\n\`\`\``,
    ...(words.length === 0 ? [] : [['| argument | |', '|---|---|', ...words].join('\n')]),
    ...(options.length === 0 ? [] : [optionTable(options)]),
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
  ];
}

/** @param {readonly OptionSpec[]} options */
function optionTable(options) {
  return ['| option | |', '|---|---|', ...options.map(optionRow)].join('\n');
}

/** @param {OptionSpec} option */
function optionRow({ name, short, also, value, repeatable, required, choices, about }) {
  const spellings = [
    `--${name}`,
    ...(short === undefined ? [] : [`-${short}`]),
    ...(also === undefined ? [] : [`--${also}`]),
  ];
  const notes = [
    ...(required ? ['required'] : []),
    ...(repeatable ? ['repeatable'] : []),
    ...(choices === undefined ? [] : [`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`]),
  ];
  const spelled = spellings.map((spelling) => `\`${spelling}\``).join(', ');
  const taken = value === undefined ? '' : ` \`<${cell(value)}>\``;
  return `| ${spelled}${taken} | ${cell(about)}${notes.length === 0 ? '' : `; ${notes.join(', ')}`} |`;
}

/** @param {string} text */
function cell(text) {
  return text.replaceAll('|', '\\|');
}
