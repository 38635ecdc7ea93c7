import { fileURLToPath } from 'node:url';
import { shellWord } from './shell-word.ts';

/** The second line of every `op` that is ours: what tells it from 1Password's, and from anybody else's. */
const MARK = "# connect-token's stand-in for op: not 1Password's CLI. Written by: connect op-shim";

/** What runs as `op`: this Node, and this program as it stands, built or not. */
export interface ShimTarget {
  readonly node: string;
  readonly program: string;
}

export const shimTarget = (): ShimTarget => {
  // Built, all of it stands in one folder (scripts/bundle-cli.mjs).
  const built = import.meta.url.endsWith('.js');
  return {
    node: process.execPath,
    program: fileURLToPath(new URL(built ? 'op.js' : 'main.ts', import.meta.url)),
  };
};

/**
 * The text of the file `op`. Paths are absolute, so that it runs whatever PATH is; Node's own warnings stay away from stderr, because
 * wrappers take any byte there for a failure.
 */
export function formatShim({ node, program }: ShimTarget): string {
  // The sources of the workspace are found under this condition only.
  const conditions = program.endsWith('.ts') ? ' --conditions=ct-src' : '';
  return `#!/bin/sh\n${MARK}\nexec ${shellWord(node)} --no-warnings${conditions} ${shellWord(program)} "$@"\n`;
}

export const isShim = (text: string): boolean => text.split('\n', 2)[1] === MARK;
