import { createBrokerClient, type Http, type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  err,
  type Failure,
  mapNonEmpty,
  type NonEmpty,
  ok,
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
  readonly secrets: Result<ReadSecrets, NonEmpty<Failure>>;
  /** Ends the token, once. `true`: nothing of it is left. */
  giveBack(): Promise<boolean>;
}

export interface ReadSecrets {
  readonly secrets: readonly LoadedSecret[];
  /** What they were read with. */
  readonly grant: MintedToken;
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
      if (handles.length === 0) return true;
      const ended = await giveBack(client, handles, formatInstant(expiresBy));
      if (ended) memory.givenBack();
      return ended;
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
  const { token, connectUrl, vaults } = minted.value;
  const source = connectSource({ origin: desk.connectHost ?? connectUrl, token, http, time: systemTime });
  const secrets = await resolveSecrets(references, vaults, source);
  return reading(secrets.ok ? ok({ secrets: secrets.value, grant: minted.value }) : secrets);
}
