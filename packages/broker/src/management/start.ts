import { join } from 'node:path';
import {
  type Actor,
  type Clock,
  type CredentialStore,
  err,
  type Failure,
  type IdGenerator,
  type Management,
  type NonEmpty,
  ok,
  type Result,
  secret,
  type Timer,
  type Timings,
} from '@connect-token/core';
import { createCredentials } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import { MANAGEMENT_SOCKET, newCredential, sha256OfCredential } from '@connect-token/protocol/management';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { inTime } from '../deadline.ts';
import { listen, refuseInsecure } from '../http/listen.ts';
import { LIMITS, type Limits } from '../limits.ts';
import { createRateLimit } from '../rate-limit.ts';
import { OWNER } from './caller.ts';
import type { TokenVerifier } from './introspection.ts';
import { createService, type ServiceDeps } from './service.ts';
import { listenOnSocket, removeSocket } from './socket.ts';
import { createTurns } from './turns.ts';

export interface ManagementDeps {
  readonly config: Pick<Config, 'publicUrl' | 'dataDirectory' | 'management'>;
  /** The account in an actor's hands. */
  readonly manage: (actor: Actor) => Management;
  readonly credentials: CredentialStore;
  readonly verify: TokenVerifier;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdGenerator;
  readonly timings: Timings;
  readonly log: Logger;
  /** `LIMITS` unless a test needs smaller ones. */
  readonly limits?: Limits;
}

export interface RunningManagement {
  readonly socketPath: string;
  /** `null` where the configuration has no listener. */
  readonly url: string | null;
  /** Accepts nothing more, lets what is running finish within `limits.drainWithin`, and takes the socket away. */
  close(): Promise<void>;
}

/**
 * Serves the management API on the socket in the data directory, and on the configured address where there is one. Fails with
 * `URL_INSECURE` or `LISTEN_FAILED`.
 */
export async function startManagement(
  deps: ManagementDeps,
): Promise<Result<RunningManagement, NonEmpty<Failure>>> {
  const { config, timer, clock, log, limits = LIMITS } = deps;
  const address = config.management?.listen ?? null;
  const insecure =
    address === null ? undefined : refuseInsecure(config.publicUrl, address, 'management.listen');
  if (insecure !== undefined) return err([insecure]);

  const shared = sharedDeps(deps, limits);
  const opened: FastifyInstance[] = [];
  const socketPath = join(config.dataDirectory, MANAGEMENT_SOCKET);
  const closeAll = async (): Promise<void> => {
    const closed = Promise.all(opened.map((app) => app.close()));
    await inTime(timer, limits.drainWithin, closed);
    for (const { server } of opened) server.closeAllConnections();
    await closed;
  };

  const local = createService({ ...shared, rate: null, stranger: OWNER });
  opened.push(local);
  const socket = await listenOnSocket(local, socketPath);
  if (!socket.ok) {
    await closeAll();
    return err([socket.error]);
  }
  // From here on the socket is ours to take away: before, something else may be in its place.
  const close = (): Promise<void> => closeAll().then(() => removeSocket(socketPath));
  if (address === null) {
    log.info({ socketPath }, 'the management API listens');
    return ok({ socketPath, url: null, close });
  }
  const rate = createRateLimit('management requests', limits.management.requestsPerAddress, clock);
  const remote = createService({ ...shared, rate, stranger: null });
  opened.push(remote);
  const url = await listen(remote, address);
  if (!url.ok) {
    await close();
    return err([url.error]);
  }
  log.info({ socketPath, url: url.value }, 'the management API listens');
  return ok({ socketPath, url: url.value, close });
}

/** What both listeners have in common: above all the turns that changes take. */
function sharedDeps(
  { manage, credentials: store, verify, clock, timer, ids, timings, log }: ManagementDeps,
  limits: Limits,
): Omit<ServiceDeps, 'rate' | 'stranger'> {
  const credentials = createCredentials({
    store,
    people: manage({ kind: 'owner' }).people,
    clock,
    ids,
    newSecret: () => secret(newCredential()),
    digest: (text) => sha256OfCredential(text.reveal()),
  });
  const { pageBytesMax, bodyBytesMax } = limits.management;
  return {
    office: { manage, credentials, turns: createTurns(timer, timings.callWithin), pageBytesMax },
    credentialStore: store,
    verify,
    clock,
    ids,
    log,
    limits: { ...limits.http, bodyBytesMax },
  };
}
