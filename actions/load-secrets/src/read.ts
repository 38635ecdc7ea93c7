import { createBrokerClient, type Http, type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  err,
  type Failure,
  mapNonEmpty,
  type NonEmpty,
  parseScopeEntries,
  plus,
  type Result,
  type Secret,
  seconds,
} from '@connect-token/core';
import { formatInstant, mask, type NamedReference, requestIdToken, vaultsOf } from '@connect-token/job';
import { connectSource } from './connect/source.ts';
import { giveBack } from './give-back.ts';
import type { Desk } from './inputs.ts';
import type { LoadedSecret } from './loaded-secret.ts';
import { createMemory } from './remember.ts';
import { resolveSecrets } from './resolve.ts';

/** The tries of a mint, and clocks that differ: what is minted dies at most this much later than it was asked for. */
const EXPIRY_SLACK = seconds(120);

export interface Reading {
  readonly secrets: Result<readonly LoadedSecret[], NonEmpty<Failure>>;
  /** Ends the token, once. */
  giveBack(): Promise<void>;
}

/** The secrets of all references, with a token that reaches the vaults that they name, for reading, and nothing else. */
export async function readSecrets(
  desk: Desk,
  references: readonly NamedReference[],
  http: Http,
): Promise<Reading> {
  const client = createBrokerClient({ origin: desk.brokerUrl, http, time: systemTime });
  const expiresBy = plus(plus(systemTime.now(), desk.lifetime), EXPIRY_SLACK);
  const memory = createMemory(desk.brokerUrl, expiresBy);
  const handles: Secret<string>[] = [];
  const reading = (secrets: Reading['secrets']): Reading => ({
    secrets,
    giveBack: async () => {
      if (handles.length > 0 && (await giveBack(client, handles, formatInstant(expiresBy))))
        memory.givenBack();
    },
  });

  const scope = parseScopeEntries(vaultsOf(references).map((vault) => `${vault},r`));
  if (!scope.ok) return reading(err(mapNonEmpty(scope.error, (failure): Failure => failure)));
  const minted = await client.mint({
    request: { server: desk.server, scope: scope.value, lifetime: desk.lifetime },
    remember: (handle) => {
      handles.push(handle);
      memory.handle(handle);
    },
    idToken: async (withinMs) => {
      const idToken = await requestIdToken(process.env, desk.audience, { http, time: systemTime }, withinMs);
      if (idToken.ok) mask(idToken.value);
      return idToken;
    },
  });
  if (!minted.ok) return reading(err([minted.error]));
  mask(minted.value.token);
  return reading(await resolve(minted.value, desk, references, http));
}

const resolve = (
  { token, connectUrl, vaults }: MintedToken,
  { connectHost }: Desk,
  references: readonly NamedReference[],
  http: Http,
): Promise<Reading['secrets']> =>
  resolveSecrets(
    references,
    vaults,
    connectSource({ origin: connectHost ?? connectUrl, token, http, time: systemTime }),
  );
