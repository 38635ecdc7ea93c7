import type { Account } from '@connect-token/account';
import { type RunningManagement, startManagement } from '@connect-token/broker';
import { type Failure, type NonEmpty, type Result, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import { credentialStore, type Store } from '@connect-token/storage';
import type { Logger } from 'pino';

/** The management API over the embedded account. */
export const openManagementApi = (
  config: Config,
  { manage, connect }: Account,
  store: Store,
  log: Logger,
): Promise<Result<RunningManagement, NonEmpty<Failure>>> =>
  startManagement({
    config,
    manage,
    credentials: credentialStore(store),
    verify: async (token) => {
      const bearer = await connect.authenticate(token);
      return bearer.ok ? bearer.value : null;
    },
    clock: systemClock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: log.child({ service: 'management' }),
  });
