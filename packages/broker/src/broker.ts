import { createEnds, createMinter, createReaper, createWorkload } from '@connect-token/lifecycle';
import type { FastifyInstance } from 'fastify';
import { Agent } from 'undici';
import type { BrokerDeps } from './broker-deps.ts';
import { inTime } from './deadline.ts';
import { createGitHub } from './github/github.ts';
import { POLL_TIMINGS } from './github/poller.ts';
import { createApp, FORM } from './http/app.ts';
import { addRoutes } from './http/routes.ts';
import type { Limits } from './limits.ts';
import { fetchKeySet } from './oidc/discovery.ts';
import { createIssuerKeys } from './oidc/issuer-keys.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRefusalLog, refuseInternal } from './refusal-log.ts';
import type { RulingPolicy } from './ruling-policy.ts';
import { createRunning } from './running.ts';
import { exchange } from './sts/exchange.ts';
import { revoke } from './sts/revocation.ts';
import { surroundingsOf } from './surroundings.ts';
import { watch } from './watch.ts';
import { rehearseExchange } from './workload/plan.ts';
import { addWorkloadRoutes } from './workload/routes.ts';

export interface Broker {
  readonly app: FastifyInstance;
  /** Fetches keys and reaps, now and again and again. */
  begin(): void;
  close(): Promise<void>;
}

/** Every part of the service, put together and not yet listening. */
export function assemble(deps: BrokerDeps, limits: Limits, { now, locations }: RulingPolicy): Broker {
  const { config, leases, clock, timer, ids, timings, log, metrics } = deps;
  const agent = new Agent({ connect: { timeout: limits.fetch.deadlineMs } });
  const issuers = config.issuers.map((issuer) =>
    createIssuerKeys(issuer, () => fetchKeySet(issuer, limits.fetch, agent), { clock, timer }),
  );
  const surroundings = surroundingsOf(deps, now);
  const { sink } = surroundings;
  const reaper = createReaper(surroundings);
  const minter = createMinter(surroundings, reaper);
  const refuse = createRefusalLog(log, ids, metrics?.refused);
  const running = createRunning();
  const github = createGitHub({
    instances: deps.github ?? [],
    ends: createEnds(surroundings, reaper),
    leases,
    jobKeep: timings.jobKeep,
    poll: deps.pollTimings ?? POLL_TIMINGS,
    limits: limits.api,
    dispatcher: agent,
    sink,
    clock,
    timer,
    ids,
    random: surroundings.random.fraction,
    counted: metrics?.questionsTo,
  });

  const { rates, tombstonesMax } = limits;
  const trust = {
    issuers: new Map(issuers.map((keys) => [keys.issuer, keys])),
    audience: config.audience,
    clock,
  };
  const mintRate = createRateLimit('mints and questions of one repository', rates.mintsPerRepository, clock);
  const tombstoneRate = createRateLimit('unknown handles', rates.tombstonesPerAddress, clock);
  const readiness = watch(deps, { surroundings, issuers, lastPassAt: reaper.lastPassAt });
  const app = createApp({
    limits: limits.http,
    types: [FORM],
    refuse: (failures) => refuse(failures),
    refuseInternal: (cause) => refuseInternal(log, ids, cause),
  });
  addRoutes(app, {
    publicUrl: config.publicUrl,
    exchange: (ask) => {
      const answer = running.track(exchange({ minter, trust, locations, mintRate, sink, clock, ids }, ask));
      return metrics?.answered('mint', answer) ?? answer;
    },
    plan: (body) => running.track(rehearseExchange({ minter, trust, locations, mintRate, refuse }, body)),
    revoke: (ask) => {
      const answer = running.track(revoke({ minter, tombstoneRate, tombstonesMax, refuse, clock }, ask));
      return metrics?.answered('revoke', answer) ?? answer;
    },
    readiness,
    mintRate: createRateLimit('mints', rates.mintsPerAddress, clock),
    revocationRate: createRateLimit('revocations', rates.revocationsPerAddress, clock),
    refuse,
  });
  const { tokenUses } = deps;
  addWorkloadRoutes(app, {
    workload: createWorkload(tokenUses === undefined ? surroundings : { ...surroundings, tokenUses }, reaper),
    trust,
    mintRate,
    refuse,
    rate: createRateLimit('questions of jobs', rates.questionsPerAddress, clock),
    track: running.track,
  });
  github.addRoute(app, {
    rate: createRateLimit('webhooks', rates.webhooksPerAddress, clock),
    bodyBytesMax: limits.webhookBytesMax,
    refuse,
    track: running.track,
  });

  return {
    app,
    begin: () => {
      for (const keys of issuers) keys.start();
      reaper.start();
      github.start();
    },
    close: async () => {
      for (const keys of issuers) keys.stop();
      const closed = app.close();
      const drained = Promise.all([closed.then(running.settled), github.stop(), reaper.stop()]);
      await inTime(timer, limits.drainWithin, drained);
      // Whoever is still connected has had its time; what it began is in the store, and the next start ends it (F34).
      app.server.closeAllConnections();
      await closed;
      await agent.destroy();
    },
  };
}
