import type { Account } from '@connect-token/account';
import { type RunningBroker, start as startBroker } from '@connect-token/broker';
import { err, type Failure, type NonEmpty, ok, type Result, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { lastUses, leaseStore, openStore, type Store } from '@connect-token/storage';
import type { Logger } from 'pino';
import { type AuditTrail, openAuditTrail } from './audit.ts';
import { openConnectApi } from './connect.ts';
import { openItemsSocket } from './items.ts';
import { openManagementApi } from './management.ts';
import { openMetrics } from './metrics.ts';
import { type OpenThings, openThings } from './open-things.ts';
import { policyFile } from './policy.ts';
import type { Setup } from './setup.ts';

/** The broker, its management API and the Connect API, or the last alone, at work. */
export interface House {
  /** `null` where the Connect API has the process to itself. */
  readonly brokerUrl: string | null;
  readonly connectUrl: string;
  /** `null` where the management API is on the socket in the data directory only. */
  readonly managementUrl: string | null;
  /** Settles with the reason when nobody knows any more what is on disk (F16): then the process has to end, at once. */
  readonly broken: Store['broken'];
  /** What a SIGHUP asks for. Never rejects. */
  reload(): Promise<void>;
  /** Takes no new request, finishes what runs, and lets go of the data directory last. */
  close(): Promise<void>;
}

export type Opening<T> = Promise<Result<T, NonEmpty<Failure>>>;

/** Opens the store, the account and the services, in the order in which they stand on each other; all of them, or none. */
export async function openHouse(setup: Setup, log: Logger): Opening<House> {
  const open = openThings();
  const house = await furnish(setup, open, log);
  if (!house.ok) await open.close();
  return house;
}

async function furnish(setup: Setup, open: OpenThings, log: Logger): Opening<House> {
  const { config, databaseUrl } = setup;
  const opened = await openStore({ directory: config.dataDirectory, databaseUrl, clock: systemClock });
  if (!opened.ok) return err([opened.error]);
  open.addFoundation(opened.value.close);
  const audit = await openAuditTrail(config, opened.value, open, log);
  if (!audit.ok) return err([audit.error]);
  const { store } = audit.value;

  const connect = await openConnectApi(setup, store, open, log);
  if (!connect.ok) return connect;
  const { account, url: connectUrl } = connect.value;

  const policy = policyFile(config.policyPath, store, log);
  const warnings = () => [...audit.value.warnings(), ...policy.warnings()];
  const broker = await openBroker(setup, account, { ...audit.value, warnings }, open, log);
  if (!broker.ok) return broker;

  const management = await openManagementApi(config, account, store, log);
  if (!management.ok) return management;
  open.addService(management.value.close);

  const items = await openItemsSocket(config.dataDirectory, account, log);
  if (!items.ok) return items;
  open.addService(items.value);

  return ok({
    brokerUrl: broker.value.url,
    connectUrl,
    managementUrl: management.value.url,
    broken: store.broken,
    reload: () => policy.reload(broker.value),
    close: open.close,
  });
}

async function openBroker(
  { config, policy, github }: Setup,
  account: Account,
  audit: AuditTrail,
  open: OpenThings,
  log: Logger,
): Opening<RunningBroker> {
  const metrics = await openMetrics(config, open, log);
  if (!metrics.ok) return err([metrics.error]);
  const broker = await startBroker({
    config,
    policy,
    github,
    controlPlane: account.controlPlane,
    accountPlan: account.plan,
    leases: audit.guard(await leaseStore(audit.store, account.readAdmission)),
    tokenUses: {
      keep: config.connect.activityKeep,
      lastUsedAt: (tokenIds) => lastUses(audit.store, tokenIds),
    },
    warnings: audit.warnings,
    clock: systemClock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: log.child({ service: 'broker' }),
    ...(metrics.value === null ? {} : { metrics: metrics.value }),
  });
  if (!broker.ok) return broker;
  open.addService(broker.value.close);
  return broker;
}
