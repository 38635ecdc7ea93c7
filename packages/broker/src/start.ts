import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import { assemble } from './broker.ts';
import type { BrokerDeps } from './broker-deps.ts';
import { inTime } from './deadline.ts';
import { listen, refuseInsecure } from './http/listen.ts';
import { LIMITS } from './limits.ts';
import { type Locations, resolveNames } from './locations.ts';

export interface RunningBroker {
  /** Where it listens; what jobs call it is the configured public URL. */
  readonly url: string;
  /** Accepts nothing more, lets what is running finish within `limits.drainWithin`, then resolves. */
  close(): Promise<void>;
}

/**
 * Starts the service: check the configuration against the account, listen, then fetch keys and reap in the background.
 * Fails with `URL_INSECURE`, `CONTROL_PLANE_UNAVAILABLE`, `LISTEN_FAILED`, or with every server and vault of the policy and the
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
  // Vaults are named by ceilings only.
  const vaultsNamed = config.ceilings.length > 0;
  const listed = Promise.all([
    controlPlane.servers.list(),
    vaultsNamed ? controlPlane.vaults.list() : ok([]),
  ]);
  const answers = await inTime(timer, timings.callWithin, listed);
  if (!answers.ok) return err([{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: answers.error }]);
  const [servers, vaults] = answers.value;
  if (!servers.ok) return err([servers.error.failure]);
  if (!vaults.ok) return err([vaults.error.failure]);
  const things = { servers: servers.value, vaults: vaults.value };
  return resolveNames(config, policy, things);
}
