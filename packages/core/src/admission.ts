import { type CreditHolder, creditsOf } from './ceiling.ts';
import { type Credits, standingTokens } from './credit.ts';
import { grantCost, withGrant } from './grant.ts';
import type { TokenOrder } from './ports.ts';
import { tokenVaults } from './scope.ts';
import { type Server, sameId, type VaultGrant } from './server.ts';
import type { Instant } from './time.ts';
import type { Token } from './token.ts';

/** A change that may take credits, after everything else about it was found to be in order. */
export type CreditChange =
  | { readonly kind: 'token.create'; readonly order: Pick<TokenOrder, 'serverId' | 'scope'> }
  | {
      readonly kind: 'vault.grant';
      readonly server: Server;
      readonly grant: VaultGrant;
      /** At least the server's own, those of leases included. */
      readonly tokens: readonly Token[];
    };

export interface AdmissionMoment {
  /** Of the store: whose leases account for their tokens. */
  readonly instance: string;
  readonly at: Instant;
}

/**
 * What a change adds to the usage of standing tokens, of all or of one holder's; 0 or less where it takes nothing. A lease's token is
 * counted by the lease's plan already, also while it doesn't reach all of it.
 */
export function creditsNeeded(
  change: CreditChange,
  { instance, at }: AdmissionMoment,
  holder: CreditHolder = { kind: 'account' },
): Credits {
  switch (change.kind) {
    case 'token.create': {
      const { serverId, scope } = change.order;
      return creditsOf(holder, { rule: null, serverId, vaults: tokenVaults(scope) });
    }
    case 'vault.grant': {
      const { server, grant, tokens } = change;
      if (!concerns(change, holder)) return 0;
      return grantCost(server, withGrant(server, grant), standingTokens(tokens, instance), at);
    }
  }
}

/** A grant changes what tokens of its server reach of its vault, and nothing else. */
function concerns(
  { server, grant }: CreditChange & { readonly kind: 'vault.grant' },
  holder: CreditHolder,
): boolean {
  switch (holder.kind) {
    case 'account':
      return true;
    case 'rule':
      return false;
    case 'server':
      return sameId(server.id, holder.serverId);
    case 'vault':
      return sameId(grant.vaultId, holder.vaultId);
  }
}
