import { setTimeout as pauseFor } from 'node:timers/promises';
import { type RekeyOptions, rekeyAccount } from '@connect-token/account';
import { systemClock } from '@connect-token/lifecycle';
import type { Store } from '@connect-token/storage';
import type { Logger } from 'pino';
import type { ConnectSetup } from './setup.ts';

/** The longest that it stands back: an ending process waits for it. */
const PAUSE_MAX_MS = 200;

/**
 * Where the configuration has a sealing key of before, seals what is under it again, while everything is served: in small units. After
 * each it stands back for as long as that took, so that at least half of the time is for those who are served. Answers with what ends it,
 * at the next of them; the next start goes on where it was.
 */
export function startResealing(
  { sealingKey, previousSealingKey }: ConnectSetup,
  store: Store,
  log: Logger,
): () => Promise<void> {
  if (previousSealingKey === null) return async () => {};
  const ending = new AbortController();
  const keys = { from: previousSealingKey, to: sealingKey };
  const pause = (tookMs: number): Promise<void> => pauseFor(Math.min(tookMs, PAUSE_MAX_MS));
  const running = reseal({ store, clock: systemClock, ...keys, pause, signal: ending.signal }, log);
  return () => {
    ending.abort();
    return running;
  };
}

async function reseal(options: RekeyOptions, log: Logger): Promise<void> {
  const done = await rekeyAccount(options);
  if (!done.ok) log.error({ failure: done.error }, NOT_WHOLE);
  else if (done.value.whole) log.info({ resealed: done.value.resealed }, WHOLE);
}

/** Whether another process still seals under the key of before, nobody can see from here. */
const WHOLE =
  'everything is sealed under `sealing_key_file`: once each process that serves has said so of this key, `previous_sealing_key_file` is needed no more';

const NOT_WHOLE =
  'not everything could be sealed under the new key: `failure` says why, and the next start tries the rest again';
