import { ok } from '@connect-token/core';
import { formatActor, formatInstant } from '@connect-token/protocol/management';
import { auditHandlers } from './audit.ts';
import { credentialHandlers } from './credentials.ts';
import { creditHandlers } from './credits.ts';
import { groupHandlers } from './groups.ts';
import type { Handlers } from './handler.ts';
import { managerHandlers } from './managers.ts';
import { recordHandlers } from './records.ts';
import { serverHandlers } from './servers.ts';
import { tokenHandlers } from './tokens.ts';
import { vaultHandlers } from './vaults.ts';

export const HANDLERS: Handlers = {
  readCaller: async ({ account: { capabilities }, caller: { actor, rights, expiresAt } }) =>
    ok({
      actor: formatActor(actor),
      rights: [...rights],
      expires_at: expiresAt === null ? null : formatInstant(expiresAt),
      capabilities: {
        settles_within: capabilities.settlesWithin,
        lists_may_be_stale: capabilities.listsMayBeStale,
        vault_types_known: capabilities.vaultTypesKnown,
      },
    }),
  ...vaultHandlers,
  ...serverHandlers,
  ...tokenHandlers,
  ...groupHandlers,
  ...managerHandlers,
  ...creditHandlers,
  ...auditHandlers,
  ...recordHandlers,
  ...credentialHandlers,
};
