import { err, type Failure, type LeaseStore, ok, plus, type Result, seconds } from '@connect-token/core';
import { systemClock, systemTimer } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import {
  createSealer,
  guardedLeases,
  openAuditLines,
  publishing,
  type Sealer,
  type Store,
} from '@connect-token/storage';
import type { Logger } from 'pino';
import type { OpenThings } from './open-things.ts';

/** Many times what a seal takes: past it somebody should look, and nothing is lost. */
const UNSEALED_MAX = seconds(10);

/** The audit trail as a broker keeps it: chained by seals, and told in a second place where the configuration names one. */
export interface AuditTrail {
  /** The store whose events are told. */
  readonly store: Store;
  /** Grants nothing while the second place takes no lines (F37). */
  guard(leases: LeaseStore): LeaseStore;
  /** For `/readyz`. */
  warnings(): readonly string[];
}

export async function openAuditTrail(
  { auditLines: target }: Config,
  store: Store,
  open: OpenThings,
  log: Logger,
): Promise<Result<AuditTrail, Failure>> {
  const lines = target === null ? null : await openAuditLines(target, systemTimer);
  if (lines !== null && !lines.ok) return err(lines.error);
  if (lines !== null) open.addFoundation(lines.value.close);
  const sealer = startSealer(store, log);
  open.addFoundation(sealer.stop);
  const begunAt = systemClock.now();
  return ok({
    store: lines === null ? store : publishing(store, lines.value.write),
    guard: (leases) => (lines === null ? leases : guardedLeases(leases, lines.value)),
    warnings: () => {
      const refusal = lines?.value.refuse();
      const late = systemClock.now() > plus(sealer.doneAt() ?? begunAt, UNSEALED_MAX);
      return [
        ...(refusal === undefined ? [] : [`audit: ${refusal.cause}, and nothing is granted`]),
        ...(late ? ['audit: events are not sealed'] : []),
      ];
    },
  });
}

/** Of passes that fail one after another the first is told: there are two in a second. */
function startSealer(store: Store, log: Logger): Sealer {
  let told: number | null | undefined;
  const sealer = createSealer({
    store,
    clock: systemClock,
    timer: systemTimer,
    onFailure: (cause) => {
      if (told === sealer.doneAt()) return;
      told = sealer.doneAt();
      const why = cause instanceof Error ? cause.message : 'unknown';
      log.error({ cause: why }, 'the audit trail could not be sealed: it is tried again');
    },
  });
  sealer.start();
  return sealer;
}
