import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openAccount, sealingKey } from '@connect-token/account';
import { start as startBroker } from '@connect-token/broker';
import {
  type ControlPlane,
  type Failure,
  isLive,
  type LeaseStore,
  type Result,
  seconds,
  TIMINGS,
  type Token,
} from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { type Config, readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { leaseStore, openStore } from '@connect-token/storage';
import {
  type GatedControlPlane,
  gatedControlPlane,
  githubClaims,
  type IdTokenEndpoint,
  type LoopbackProxy,
  startIdTokenEndpoint,
  startIssuer,
  startProxy,
  temporaryDirectory,
} from '@connect-token/testkit';
import { EXAMPLE_CONFIG } from '../paths.ts';
import { type KeptLog, keptLog } from './log-lines.ts';

/** The real broker over the real account and store, in this process, so that its calls and its connections can be held. */
export interface House {
  /** Where jobs find the broker: through the proxy. */
  readonly proxy: LoopbackProxy;
  readonly plane: GatedControlPlane;
  readonly leases: LeaseStore;
  readonly idTokens: IdTokenEndpoint;
  readonly log: KeptLog;
  /** For the files of jobs. */
  readonly directory: string;
  liveTokens(): Promise<readonly Token[]>;
  close(): Promise<void>;
}

/** `credits`: what the account may hold at a time. */
export async function openHouse({ credits }: { readonly credits: number }): Promise<House> {
  const directory = await temporaryDirectory('house');
  const clock = systemClock;
  const issuer = await startIssuer();
  const idTokens = await startIdTokenEndpoint({
    sign: (audience) => issuer.idToken(githubClaims({ aud: audience })),
  });
  const proxy = await startProxy();
  const example = have(await readConfigFile(EXAMPLE_CONFIG));
  const config: Config = {
    ...example,
    publicUrl: proxy.url,
    audience: proxy.url,
    listen: { host: '127.0.0.1', port: 0 },
    issuers: [issuer.url],
    plan: { kind: 'metered', limit: credits },
  };

  const store = have(await openStore({ directory: join(directory.path, 'data'), clock }));
  const account = have(
    await openAccount({
      store,
      clock,
      accountFile: example.account.path,
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  const leases = await leaseStore(store);
  const plane = gatedControlPlane(account.controlPlane);
  const log = keptLog();
  const broker = have(
    await startBroker({
      config,
      policy: have(await readPolicyFile(example.policyPath)),
      controlPlane: plane,
      leases,
      clock,
      timer: systemTimer,
      ids: systemIds,
      // A control plane that is held at a gate is not waited for long.
      timings: { ...TIMINGS, revokeWithin: seconds(1) },
      log: log.log,
    }),
  );
  proxy.forwardTo(broker.url);
  return {
    proxy,
    plane,
    leases,
    idTokens,
    log,
    directory: directory.path,
    liveTokens: () => liveTokens(account.controlPlane),
    close: async () => {
      await proxy.close();
      await broker.close();
      await store.close();
      await idTokens.close();
      await issuer.close();
      await directory.remove();
    },
  };
}

async function liveTokens(controlPlane: ControlPlane): Promise<readonly Token[]> {
  const tokens = await controlPlane.tokens.list();
  if (!tokens.ok) throw new Error('the account does not list its tokens');
  return tokens.value.filter((token) => isLive(token, systemClock.now()));
}

function have<T>(result: Result<T, Failure | readonly Failure[]>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
