import type { PolicyChange, RunningBroker } from '@connect-token/broker';
import { describe, err, type Failure, ok, type Result } from '@connect-token/core';
import { systemClock } from '@connect-token/lifecycle';
import { readPolicyFile } from '@connect-token/protocol/files';
import { insertEvent, type Store, StoreUnavailable } from '@connect-token/storage';
import type { Logger } from 'pino';

/** The policy file of a broker that runs. */
export interface PolicyFile {
  /** Reads it again, and lets it rule where nothing is wrong with it; else every mistake is in the log, and the one of before rules on. */
  reload(broker: RunningBroker): Promise<void>;
  /** For `/readyz`. */
  warnings(): readonly string[];
}

export function policyFile(path: string, store: Store, log: Logger): PolicyFile {
  let isRefused = false;
  const remember = async (change: PolicyChange): Promise<Result<unknown, Failure>> => {
    try {
      return ok(await record(store, change));
    } catch (cause) {
      if (cause instanceof StoreUnavailable) return err({ code: 'STORE_UNAVAILABLE', cause: cause.message });
      throw cause;
    }
  };
  return {
    reload: async (broker) => {
      const read = await readPolicyFile(path);
      const done = read.ok ? await broker.replacePolicy(read.value, remember) : read;
      isRefused = !done.ok;
      if (!done.ok) log.error({ failures: done.error.map(sentenceOf) }, 'the policy is not changed');
      else if (done.value === null) log.info('the policy is as it was');
      else log.info({ ...done.value }, 'the policy is changed');
    },
    warnings: () =>
      isRefused ? ['policy: its file was refused when it was read again, and the one of before rules'] : [],
  };
}

/** Whoever can tell the process to read it again, and write the file, holds the data directory. */
const record = (store: Store, { from, to }: PolicyChange): Promise<void> =>
  store.transact((trx) =>
    insertEvent(trx, {
      at: systemClock.now(),
      actor: { kind: 'owner' },
      kind: 'policy.change',
      subject: {},
      detail: { from, to },
    }),
  );

const sentenceOf = (failure: Failure): string => `${describe(failure)} [${failure.code}]`;
