import type { Failure, Instant, Result, Seconds } from '@connect-token/core';

/** Somebody to talk to: what a command prints to, reads from and asks. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Somebody is there who can answer. */
  readonly interactive: boolean;
  readonly cwd: string;
  readonly env: Record<string, string | undefined>;
  now(): Instant;
  /** All of standard input, the same at each call. Fails with `USAGE_INVALID` where it is larger than any list of names. */
  readInput(): Promise<Result<string, Failure>>;
  /** One line of an answer; `undefined` where the terminal was closed instead. */
  ask(question: string): Promise<string | undefined>;
  /** Waits; `interrupted`, once somebody has asked for the end with Ctrl-C or a SIGTERM. Until a command waits, those end it at once. */
  pause(span: Seconds): Promise<'over' | 'interrupted'>;
}

export interface Output {
  write(text: string): void;
  /** A terminal that shows colours, and nobody asked for none. */
  readonly colour: boolean;
  readonly terminal: boolean;
}
