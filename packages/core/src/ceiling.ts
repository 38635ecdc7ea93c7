import type { Credits } from './credit.ts';

/** Whom a ceiling is for. What has none of its own is bounded by the account's plan alone. */
export type CeilingHolder =
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'server'; readonly serverId: string }
  | { readonly kind: 'vault'; readonly vaultId: string };

/** Vault access credits that one rule, server or vault may take, beside the account's plan. */
export interface Ceiling {
  readonly holder: CeilingHolder;
  readonly limit: Credits;
}

/** `standing`: what tokens that are no lease's take of it already; none of a rule's. */
export interface StandingCeiling extends Ceiling {
  readonly standing: Credits;
}
