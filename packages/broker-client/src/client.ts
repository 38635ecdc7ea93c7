import type { Failure, Result, Secret } from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';
import type { Http } from './http.ts';
import { type MintOrder, mint } from './mint.ts';
import type { MintedToken } from './mint-answer.ts';
import { type PlannedMint, type PlanOrder, plan } from './plan.ts';
import { type RevocationState, revoke } from './revoke.ts';
import type { ClientTime } from './time.ts';

export interface BrokerClient {
  mint(order: MintOrder): Promise<Result<MintedToken, Failure>>;
  plan(order: PlanOrder): Promise<Result<PlannedMint, Failure>>;
  revoke(handle: Secret<string>): Promise<Result<RevocationState, Failure>>;
}

export interface BrokerClientOptions {
  /** As `secureOrigin` gives it. Throws on any other: nothing is ever sent to a URL that nobody checked (T36, T37). */
  readonly origin: string;
  readonly http: Http;
  readonly time: ClientTime;
}

export function createBrokerClient(wire: BrokerClientOptions): BrokerClient {
  if (secureOrigin(wire.origin) !== wire.origin) throw new Error('invariant: the broker URL was checked');
  return {
    mint: (order) => mint(order, wire),
    plan: (order) => plan(order, wire),
    revoke: (handle) => revoke(handle, wire),
  };
}
