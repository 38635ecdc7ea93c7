import {
  type Clock,
  type ControlPlane,
  type CreditPlan,
  type IdGenerator,
  type LeaseStore,
  seconds,
  strictestPlan,
  type Timer,
  type Timings,
  type TrustPolicy,
} from '@connect-token/core';
import { createMinter, createReaper, type Surroundings } from '@connect-token/lifecycle';
import { sha256OfToken } from '@connect-token/protocol';
import type { Config } from '@connect-token/protocol/files';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Agent } from 'undici';
import { inTime } from './deadline.ts';
import { createEventLog } from './event-log.ts';
import { createApp, FORM } from './http/app.ts';
import { addRoutes } from './http/routes.ts';
import type { Limits } from './limits.ts';
import type { Locations } from './locations.ts';
import { fetchKeySet } from './oidc/discovery.ts';
import { LEEWAY } from './oidc/identity.ts';
import { createIssuerKeys } from './oidc/issuer-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import { createReadiness } from './readiness.ts';
import { createRefusalLog, refuseInternal } from './refusal-log.ts';
import { exchange } from './sts/exchange.ts';
import { revoke } from './sts/revocation.ts';

export interface BrokerDeps {
  readonly config: Config;
  readonly policy: TrustPolicy;
  readonly controlPlane: ControlPlane;
  /** The account's own plan, where it keeps one: the stricter of it and the configuration's rules each mint. */
  readonly accountPlan?: () => Promise<CreditPlan>;
  readonly leases: LeaseStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdGenerator;
  readonly timings: Timings;
  readonly log: Logger;
  /** `LIMITS` unless a test needs smaller ones. */
  readonly limits?: Limits;
}

export interface Broker {
  readonly app: FastifyInstance;
  /** Fetches keys and reaps, now and again and again. */
  begin(): void;
  close(): Promise<void>;
}

/** Every part of the service, put together and not yet listening. */
export function assemble(deps: BrokerDeps, limits: Limits, locations: Locations): Broker {
  const { config, controlPlane, leases, clock, timer, ids, timings, log } = deps;
  const agent = new Agent({ connect: { timeout: limits.fetch.deadlineMs } });
  const issuers = config.issuers.map((issuer) =>
    createIssuerKeys(issuer, () => fetchKeySet(issuer, limits.fetch, agent), { clock, timer }),
  );
  const surroundings = surroundingsOf(deps);
  const { sink } = surroundings;
  const minter = createMinter(surroundings);
  const reaper = createReaper(surroundings);
  const refuse = createRefusalLog(log, ids);
  const running = createRunning();

  const { rates, tombstonesMax } = limits;
  const trust = {
    issuers: new Map(issuers.map((keys) => [keys.issuer, keys])),
    audience: config.audience,
    clock,
  };
  const mintRate = createRateLimit('mints of one repository', rates.mintsPerRepository, clock);
  const tombstoneRate = createRateLimit('unknown handles', rates.tombstonesPerAddress, clock);
  const app = createApp({
    limits: limits.http,
    types: [FORM],
    refuse: (failures) => refuse(failures),
    refuseInternal: (cause) => refuseInternal(log, ids, cause),
  });
  addRoutes(app, {
    publicUrl: config.publicUrl,
    exchange: (ask) => running.track(exchange({ minter, trust, locations, mintRate, sink, clock, ids }, ask)),
    revoke: (ask) => running.track(revoke({ minter, tombstoneRate, tombstonesMax, refuse, clock }, ask)),
    readiness: createReadiness({
      issuers,
      controlPlane,
      leases,
      lastPassAt: reaper.lastPassAt,
      sweepEvery: timings.sweepEvery,
      clock,
      timer,
    }),
    mintRate: createRateLimit('mints', rates.mintsPerAddress, clock),
    revocationRate: createRateLimit('revocations', rates.revocationsPerAddress, clock),
    refuse,
  });

  return {
    app,
    begin: () => {
      for (const keys of issuers) keys.start();
      reaper.start();
    },
    close: async () => {
      for (const keys of issuers) keys.stop();
      const closed = app.close();
      const drained = Promise.all([closed.then(running.settled), reaper.stop()]);
      await inTime(timer, limits.drainWithin, drained);
      // Whoever is still connected has had its time; what it began is in the store, and the next start ends it (F34).
      app.server.closeAllConnections();
      await closed;
      await agent.destroy();
    },
  };
}

function surroundingsOf(deps: BrokerDeps): Surroundings {
  const { config, policy, controlPlane, accountPlan, leases, clock, timer, ids, timings, log } = deps;
  return {
    controlPlane,
    leases,
    clock,
    timer,
    ids,
    sink: createEventLog(log),
    policy,
    plan: async () =>
      accountPlan === undefined ? config.plan : strictestPlan(config.plan, await accountPlan()),
    builtIn: {
      allowEveryone: config.account.allowEveryone,
      typesKnown: controlPlane.capabilities.vaultTypesKnown,
    },
    timings,
    digest: (token) => sha256OfToken(token.reveal()),
    idTokenKeep: seconds(LEEWAY + 60),
  };
}

/** What is being answered, whether or not its caller still waits: a mint goes on after its connection is gone. */
function createRunning() {
  const running = new Set<Promise<unknown>>();
  return {
    track: <T>(work: Promise<T>): Promise<T> => {
      const entry: Promise<unknown> = work.then(
        () => void running.delete(entry),
        () => void running.delete(entry),
      );
      running.add(entry);
      return work;
    },
    settled: (): Promise<unknown> => Promise.all(running),
  };
}
