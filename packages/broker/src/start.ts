import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import { assemble } from './broker.ts';
import type { BrokerDeps } from './broker-deps.ts';
import { listen, refuseInsecure } from './http/listen.ts';
import { LIMITS } from './limits.ts';
import { openRulingPolicy, type RulingPolicy } from './ruling-policy.ts';

export interface RunningBroker {
  /** Where it listens; what jobs call it is the configured public URL. */
  readonly url: string;
  /** Lets another policy rule from the next mint on. */
  readonly replacePolicy: RulingPolicy['replace'];
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
  const ruling = await openRulingPolicy(deps);
  if (!ruling.ok) return ruling;

  const broker = assemble(deps, limits, ruling.value);
  const url = await listen(broker.app, config.listen);
  if (!url.ok) {
    await broker.close();
    return err([url.error]);
  }
  broker.begin();
  const { hash: policyHash } = deps.policy;
  deps.log.info({ url: url.value, publicUrl: config.publicUrl, policyHash }, 'the broker listens');
  return ok({ url: url.value, replacePolicy: ruling.value.replace, close: broker.close });
}
