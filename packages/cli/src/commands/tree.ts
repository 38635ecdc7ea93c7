import type { CommandNode } from '../command.ts';
import { accountCommands } from './account/spec.ts';
import { auditCommands } from './audit/spec.ts';
import { completionCommand } from './completion/spec.ts';
import { credentialCommands } from './credential/spec.ts';
import { creditCommands } from './credits/spec.ts';
import { doctorCommand } from './doctor/spec.ts';
import { groupCommands } from './group/spec.ts';
import { itemCommands } from './item/spec.ts';
import { leaseCommands } from './lease/spec.ts';
import { opShimCommand } from './op-shim/spec.ts';
import { serveCommand } from './serve/spec.ts';
import { serverCommands } from './server/spec.ts';
import { tokenCommands } from './token/spec.ts';
import { vaultCommands } from './vault/spec.ts';

/**
 * All that `connect` can do: the words of `op connect` (server, token, vault, group), and our own.
 * Source: 1password.dev, `op connect`.
 */
export const allCommands: readonly CommandNode[] = [
  serveCommand,
  doctorCommand,
  serverCommands,
  tokenCommands,
  vaultCommands,
  itemCommands,
  groupCommands,
  creditCommands,
  auditCommands,
  leaseCommands,
  accountCommands,
  credentialCommands,
  opShimCommand,
  completionCommand(() => allCommands),
];
