import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import { assemble, type BrokerDeps } from './broker.ts';
import { inTime } from './deadline.ts';
import { listen, refuseInsecure } from './http/listen.ts';
import { LIMITS } from './limits.ts';
import { type Locations, resolveLocations } from './locations.ts';

export interface RunningBroker {
  /** Where it listens; what jobs call it is the configured public URL. */
  readonly url: string;
  /** Accepts nothing more, lets what is running finish within `limits.drainWithin`, then resolves. */
  close(): Promise<void>;
}

/**
 * Starts the service: check the configuration against the account, listen, then fetch keys and reap in the background.
 * Fails with `URL_INSECURE`, `CONTROL_PLANE_UNAVAILABLE`, `LISTEN_FAILED`, or with every server of the policy and the
 * configuration that doesn't exist, isn't unique or has no Connect URL.
 */
export async function start(deps: BrokerDeps): Promise<Result<RunningBroker, NonEmpty<Failure>>> {
  const { config, limits = LIMITS } = deps;
  const insecure = refuseInsecure(config.publicUrl, config.listen, 'listen');
  if (insecure !== undefined) return err([insecure]);
  const locations = await gatherLocations(deps);
  if (!locations.ok) return locations;

  const broker = assemble(deps, limits, locations.value);
  const url = await listen(broker.app, config.listen);
  if (!url.ok) {
    await broker.close();
    return err([url.error]);
  }
  broker.begin();
  deps.log.info({ url: url.value, publicUrl: config.publicUrl }, 'the broker listens');
  return ok({ url: url.value, close: broker.close });
}

async function gatherLocations({
  config,
  policy,
  controlPlane,
  timer,
  timings,
}: BrokerDeps): Promise<Result<Locations, NonEmpty<Failure>>> {
  const servers = await inTime(timer, timings.callWithin, controlPlane.servers.list());
  if (!servers.ok) return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: servers.error }]);
  if (!servers.value.ok) return err([servers.value.error.failure]);
  return resolveLocations(config.servers, policy, servers.value.value);
}
