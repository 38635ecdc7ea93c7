import type { CommandSpec } from '../../command.ts';

/** Not one of `op`'s words: it makes the stand-in for `op`. */
export const opShimCommand: CommandSpec = {
  kind: 'plain',
  name: 'op-shim',
  about: "Write a stand-in for `op` to a directory: for tests, not 1Password's",
  more: "For programs that can only call `op` on PATH, in tests and in development without an account. It reads from the Connect server of OP_CONNECT_HOST with OP_CONNECT_TOKEN, and knows the commands of `connect`. Refused where the directory is on PATH already, or holds an `op` that isn't ours. docs/op-shim.md has what it can do.",
  options: [{ name: 'dir', value: 'directory', required: true, about: 'where the file `op` is written' }],
  examples: ['connect op-shim --dir ./op-for-tests', 'PATH="$PWD/op-for-tests:$PATH" npm test'],
  load: async () => (await import('./write.ts')).opShim,
};
