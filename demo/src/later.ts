import { openAccount, readAccountFile, readSealingKey } from '@connect-token/account';
import { start as startConnectServer } from '@connect-token/connect-server';
import { describe, type Failure, type Instant, instant, type Result } from '@connect-token/core';
import { readConfigFile } from '@connect-token/protocol/files';
import { openStore } from '@connect-token/storage';
import { pino } from 'pino';

/** The Connect API on the same data directory, at a time of our choice. */
export interface Later {
  setTime(now: Instant): void;
  close(): Promise<void>;
}

/**
 * The real account and the real service, with a clock that is set by hand: nothing revokes here, so that a token which is
 * refused is refused for its expiry. The owner of the data directory must have ended.
 */
export async function openLater(configPath: string): Promise<Later> {
  let now = instant(Date.now());
  const clock = { now: () => now };
  const config = have(await readConfigFile(configPath));
  const { path, sealingKeyPath, allowEveryone } = config.account;
  const sealingKey = have(await readSealingKey({ path: sealingKeyPath, env: {} }));
  const accountFile = have(await readAccountFile(path, { allowEveryone }));

  const store = have(await openStore({ directory: config.dataDirectory, clock }));
  const account = have(await openAccount({ store, clock, accountFile, sealingKey, allowEveryone }));
  const { listen } = config.connect;
  const { connect } = account;
  const service = have(await startConnectServer({ listen, connect, clock, log: pino({ level: 'silent' }) }));
  return {
    setTime: (time) => {
      now = time;
    },
    close: async () => {
      await service.close();
      await store.close();
    },
  };
}

function have<T>(result: Result<T, Failure | readonly Failure[]>): T {
  if (result.ok) return result.value;
  throw new Error(
    [result.error]
      .flat()
      .map((failure) => describe(failure as Failure))
      .join('\n'),
  );
}
