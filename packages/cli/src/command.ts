import type { Credentials, Failure, Management, NonEmpty, Result } from '@connect-token/core';
import type { Args } from './args.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OpenItems, Rekey } from './management.ts';

/** A node of the command tree: what help, the reference, the completion and the parser are made of. */
export type CommandNode = CommandGroup | CommandSpec;

export interface CommandGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly about: string;
  readonly commands: readonly CommandNode[];
  /** The one of them that runs where none is named. */
  readonly otherwise?: string;
  /** Words that people write here by mistake, each with the command that they meant. */
  readonly slips?: Readonly<Record<string, string>>;
}

export type CommandSpec = AccountCommand | PlainCommand;

interface CommandWords {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, beginning with a verb. */
  readonly about: string;
  /** What more there is to know, as paragraphs. */
  readonly more?: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  /** Whole command lines that work on the example account. */
  readonly examples: NonEmpty<string>;
  /** Why a positional too many is there, and what to write instead; a plain refusal where it has nothing to say. */
  readonly refuseExcess?: (positional: readonly string[]) => Failure | undefined;
}

/** Works on an account, wherever that is. */
export interface AccountCommand extends CommandWords {
  readonly kind: 'account';
  /** The import of the command's own file: none but the one that runs is loaded. */
  readonly load: () => Promise<AccountWork>;
}

/** Works without one. */
interface PlainCommand extends CommandWords {
  readonly kind: 'plain';
  readonly load: () => Promise<PlainWork>;
}

export interface ArgumentSpec {
  readonly name: string;
  /** Only behind the needed ones. */
  readonly optional?: true;
  /** Any number of them; only the last. */
  readonly many?: true;
  readonly about: string;
}

/** As a usage line has it. */
export function formatArgument({ name, optional, many }: ArgumentSpec): string {
  const text = many ? `${name}...` : name;
  return optional ? `[${text}]` : `<${text}>`;
}

export interface OptionSpec {
  /** The long one, without its dashes. */
  readonly name: string;
  readonly short?: string;
  /** Another spelling of the same option. */
  readonly also?: string;
  /** What stands for its value in help; a flag has none. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** What it means without a value; one is given with `=` then, and what stands behind it is never taken for it. */
  readonly bare?: string;
  readonly repeatable?: true;
  readonly required?: true;
  readonly about: string;
}

export type AccountWork = (args: Args, session: Session) => Promise<Outcome>;

export type PlainWork = (args: Args, io: Io) => Promise<ExitCode>;

/** `declined`: somebody was asked, and said no. */
type Outcome = Result<'done' | 'declined', NonEmpty<Failure>>;

/** What a command works with: an account, somebody to talk to, and how. */
export interface Session {
  readonly management: Management;
  readonly credentials: Credentials;
  /** Fails with `CREDENTIAL_RIGHT_MISSING` over the network: items are in the owner's hands. */
  readonly items: OpenItems;
  /** Fails with `DATA_DIRECTORY_OWNED` where a running process has the account. */
  readonly rekey: Rekey;
  /** Others may change the account meanwhile. */
  readonly shared: boolean;
  readonly io: Io;
  readonly format: Format;
  /** Destructive acts are not asked for. */
  readonly yes: boolean;
  /** Whether a change of credits is told on stderr: some callers take a single byte there for a failure. */
  readonly tellsCredits: boolean;
}

export const FORMATS = ['human-readable', 'json'] as const;

export type Format = (typeof FORMATS)[number];
