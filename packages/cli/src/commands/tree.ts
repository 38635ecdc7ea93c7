import type { CommandNode } from '../command.ts';
import { accountCommands } from './account/spec.ts';
import { auditCommand } from './audit/spec.ts';
import { completionCommand } from './completion/spec.ts';
import { credentialCommands } from './credential/spec.ts';
import { creditCommands } from './credits/spec.ts';
import { groupCommands } from './group/spec.ts';
import { leaseCommands } from './lease/spec.ts';
import { opShimCommand } from './op-shim/spec.ts';
import { serveCommand } from './serve/spec.ts';
import { serverCommands } from './server/spec.ts';
import { tokenCommands } from './token/spec.ts';
import { vaultCommands } from './vault/spec.ts';

/** The words of `op connect`. Source: 1password.dev, `op connect`; our own are marked where they stand. */
export const connectCommands: readonly CommandNode[] = [
  serverCommands,
  tokenCommands,
  vaultCommands,
  groupCommands,
  creditCommands,
  auditCommand,
  leaseCommands,
  accountCommands,
];

export const allCommands: readonly CommandNode[] = [
  serveCommand,
  ...connectCommands,
  credentialCommands,
  opShimCommand,
  completionCommand(() => allCommands),
];
