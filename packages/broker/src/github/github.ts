import {
  type Clock,
  type EndReason,
  type EventSink,
  type Failure,
  type IdGenerator,
  type LeaseGroup,
  type LeaseStore,
  plus,
  type Result,
  type Seconds,
  type Timer,
} from '@connect-token/core';
import type { Ends } from '@connect-token/lifecycle';
import type { FastifyInstance } from 'fastify';
import type { Dispatcher } from 'undici';
import type { FetchLimits } from '../oidc/fetch-json.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import { createGitHubApi } from './api.ts';
import type { GitHubInstance } from './instance.ts';
import { createPoller, type PollTimings } from './poller.ts';
import { addWebhookRoute } from './route.ts';
import { type QuestionOutcome, watchedApi } from './watched-api.ts';
import { receive } from './webhook.ts';

export interface GitHubParts {
  readonly instances: readonly GitHubInstance[];
  readonly ends: Ends;
  readonly leases: Pick<LeaseStore, 'openRuns'>;
  /** How long a job that is over is remembered (F24). */
  readonly jobKeep: Seconds;
  readonly poll: PollTimings;
  readonly limits: FetchLimits;
  readonly dispatcher: Dispatcher;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdGenerator;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whom to tell what questions to one GitHub come to; nobody where it is left out. */
  readonly counted?: ((issuer: string) => (outcome: QuestionOutcome) => void) | undefined;
}

interface WebhookParts {
  readonly rate: RateLimit;
  readonly bodyBytesMax: number;
  readonly refuse: RefusalLog;
  /** Sees a delivery to its end although its sender is gone. */
  readonly track: (work: Promise<Answer>) => Promise<Answer>;
}

/** GitHub's word on which jobs are over: said by itself, and asked for. */
export interface GitHub {
  addRoute(app: FastifyInstance, parts: WebhookParts): void;
  start(): void;
  stop(): Promise<void>;
}

export function createGitHub(parts: GitHubParts): GitHub {
  const { instances, ends, jobKeep, poll, limits, dispatcher, clock, counted } = parts;
  const endOver =
    (reason: EndReason) =>
    async (group: LeaseGroup): Promise<Result<unknown, Failure>> => {
      const over = plus(clock.now(), jobKeep);
      const ended = await ends.endGroup(group, { reason, over, note: null });
      return ended.ok ? ended : { ok: false, error: ended.error.failures[0] };
    };
  const apis = instances.flatMap((instance) => {
    if (instance.credential === null) return [];
    const api = createGitHubApi(instance, instance.credential, { clock, limits, dispatcher });
    return counted === undefined ? api : watchedApi(api, counted(instance.issuer));
  });
  const poller = createPoller({ ...parts, apis, end: endOver('poll'), timings: poll });
  return {
    // Where nobody has a secret there is no route: whatever comes is answered as any other path.
    addRoute: (app, { rate, bodyBytesMax, refuse, track }) => {
      if (!instances.some(({ webhookSecrets }) => webhookSecrets.length > 0)) return;
      const webhooks = { instances, end: endOver('webhook'), refuse };
      addWebhookRoute(app, { receive: (ask) => track(receive(webhooks, ask)), rate, bodyBytesMax, refuse });
    },
    start: poller.start,
    stop: poller.stop,
  };
}
