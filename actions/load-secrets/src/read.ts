import { type Http, type MintedToken, systemTime } from '@connect-token/broker-client';
import {
  err,
  type Failure,
  mapNonEmpty,
  type NonEmpty,
  ok,
  parseScopeEntries,
  type Result,
} from '@connect-token/core';
import {
  giveBack,
  type HandleMemory,
  latestExpiry,
  mintToken,
  type NamedReference,
  rememberHandles,
  vaultsOf,
} from '@connect-token/job';
import { connectSource } from './connect/source.ts';
import { type GivenBack, tellLeft } from './given-back.ts';
import type { Desk } from './inputs.ts';
import type { Handing, LoadedSecret } from './loaded-secret.ts';
import { resolveSecrets } from './resolve.ts';

/** What is to be loaded, and how it is handed on. */
interface Order {
  readonly references: readonly NamedReference[];
  readonly as: Handing;
}

export interface Reading {
  readonly secrets: Result<ReadSecrets, NonEmpty<Failure>>;
  /** Ends the token, once. */
  giveBack(): Promise<GivenBack>;
}

interface ReadSecrets {
  readonly secrets: readonly LoadedSecret[];
  /** What they were read with. */
  readonly grant: MintedToken;
}

/** The secrets of all references, with a token that reaches the vaults that they name, for reading, and nothing else. */
export async function readSecrets(desk: Desk, { references, as }: Order, http: Http): Promise<Reading> {
  const expiresBy = latestExpiry(desk, desk.lifetime);
  const memory = rememberHandles(desk.brokerUrl, expiresBy);
  return {
    secrets: await read(desk, { references, as }, memory, http),
    giveBack: async () => {
      if (memory.handles().length === 0) return 'revoked';
      const { brokerUrl } = desk;
      const givenBack = tellLeft(await giveBack({ brokerUrl, handles: memory.handles() }, http), expiresBy);
      if (givenBack !== 'left') memory.ended();
      return givenBack;
    },
  };
}

async function read(
  desk: Desk,
  { references, as }: Order,
  memory: HandleMemory,
  http: Http,
): Promise<Reading['secrets']> {
  const scope = parseScopeEntries(vaultsOf(references).map((vault) => `${vault},r`));
  if (!scope.ok) return err(mapNonEmpty(scope.error, (failure): Failure => failure));
  const request = { server: desk.server, scope: scope.value, lifetime: desk.lifetime };
  const minted = await mintToken(desk, request, memory);
  if (!minted.ok) return err([minted.error]);
  const { token, connectUrl, vaults } = minted.value;
  const source = connectSource({ origin: desk.connectHost ?? connectUrl, token, http, time: systemTime });
  const secrets = await resolveSecrets(references, vaults, source, as);
  return secrets.ok ? ok({ secrets: secrets.value, grant: minted.value }) : secrets;
}
