import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = ['ENV', 'OUTPUT', 'STATE', 'PATH', 'STEP_SUMMARY'] as const;

type Kind = (typeof KINDS)[number];

/** The files through which a step talks to the runner, fresh for each step. */
export interface RunnerFiles {
  readonly directory: string;
  /** `GITHUB_ENV` … → path. */
  readonly env: Readonly<Record<string, string>>;
}

export function createRunnerFiles(parent: string): RunnerFiles {
  const directory = mkdtempSync(join(parent, 'step-'));
  const paths = KINDS.map((kind) => [`GITHUB_${kind}`, pathOf(directory, kind)] as const);
  for (const [, path] of paths) writeFileSync(path, '', { flag: 'wx' });
  return { directory, env: Object.fromEntries(paths) };
}

const pathOf = (directory: string, kind: Kind): string => join(directory, kind.toLowerCase());

export interface FileCommands {
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
  /** Files whose format is broken. As on GitHub the entries before the break count, and the step fails. */
  readonly problems: readonly string[];
}

/** What a step has said in its files. They are read after its end, however it ended: also after a kill. */
export function readRunnerFiles({ directory }: RunnerFiles): FileCommands {
  const read = (kind: Kind): string => readFileSync(pathOf(directory, kind), 'utf8');
  const problems: string[] = [];
  const entries = (kind: Kind): Readonly<Record<string, string>> => {
    const parsed = parseKeyValues(read(kind));
    if (parsed.problem !== null) problems.push(`GITHUB_${kind}: ${parsed.problem}`);
    return parsed.entries;
  };
  return {
    env: entries('ENV'),
    outputs: entries('OUTPUT'),
    state: entries('STATE'),
    path: read('PATH').split(/\r?\n/).filter(Boolean),
    summary: read('STEP_SUMMARY'),
    problems,
  };
}

export interface KeyValues {
  readonly entries: Readonly<Record<string, string>>;
  readonly problem: string | null;
}

/**
 * `name=value` lines and `name<<DELIMITER` … `DELIMITER` blocks; whichever of `=` and `<<` comes first decides.
 * Source: docs.github.com, "Workflow commands for GitHub Actions", multiline strings.
 */
export function parseKeyValues(text: string): KeyValues {
  const entries: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const match = /^(?<name>.+?)(?<mark>=|<<)(?<rest>.*)$/.exec(line)?.groups;
    const { name, mark, rest } = match ?? {};
    if (name === undefined || rest === undefined)
      return { entries, problem: `line ${index + 1} is no entry` };
    if (mark === '=') {
      entries[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (rest === '' || end < 0) return { entries, problem: `line ${index + 1} has no end delimiter` };
    entries[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return { entries, problem: null };
}
