import { type Instant, instant, ok } from '@connect-token/core';
import type { Io, Output } from '../../io.ts';

export interface CapturedIo extends Io {
  readonly printed: { readonly stdout: string[]; readonly stderr: string[] };
}

/** An `Io` that keeps what is written, with nobody at it: for commands in this process. */
export function capturedIo(order: {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: string;
  readonly now?: Instant;
}): CapturedIo {
  const printed = { stdout: [] as string[], stderr: [] as string[] };
  const output = (lines: string[]): Output => ({
    write: (text) => void lines.push(text),
    colour: false,
    terminal: false,
  });
  return {
    printed,
    stdout: output(printed.stdout),
    stderr: output(printed.stderr),
    interactive: false,
    cwd: order.cwd,
    env: { ...order.env },
    now: () => order.now ?? instant(Date.now()),
    readInput: async () => ok(order.input ?? ''),
    ask: async () => undefined,
    pause: async () => 'interrupted',
  };
}
