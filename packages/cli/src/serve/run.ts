import type { Config } from '@connect-token/protocol/files';
import type { Logger } from 'pino';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { crashOf, reportFailures } from '../report.ts';
import { hangUps } from './hang-ups.ts';
import type { House, Opening } from './house.ts';
import { openLog } from './log.ts';

/** A mint takes ten seconds at most (TIMINGS.sendWithin); what drains longer has hung. */
const DRAIN_MAX_MS = 15_000;

/** Runs until a signal comes, then drains. */
export async function runHouse(
  logLevel: Config['logLevel'],
  openHouse: (log: Logger) => Opening<House>,
): Promise<ExitCode> {
  const log = openLog(logLevel);
  logCrashes(log);
  const signalled = firstSignal();
  const reloads = hangUps();

  const house = await openHouse(log);
  if (!house.ok) {
    reportFailures(house.error);
    return EXIT.failure;
  }
  const { brokerUrl, connectUrl, managementUrl, broken, reload, close } = house.value;
  void broken.then(({ message }) => endAtOnce(log, message));
  log.info({ brokerUrl, connectUrl, managementUrl }, 'serving');
  reloads.attend(reload);
  if (process.stdout.isTTY) {
    const broker = brokerUrl === null ? '' : `broker at ${brokerUrl}, `;
    process.stderr.write(`${broker}Connect API at ${connectUrl}; Ctrl-C ends what is served\n`);
  }

  log.info({ signal: await signalled }, 'draining');
  const late = setTimeout(() => {
    log.error('draining took too long');
    process.exit(EXIT.failure);
  }, DRAIN_MAX_MS);
  await close();
  clearTimeout(late);
  log.info('ended');
  return EXIT.ok;
}

/**
 * Nothing is drained: whoever waits for an answer would be told of a change that may not be on disk. The next start reads what is
 * there, and ends what was begun (F16).
 */
function endAtOnce(log: Logger, cause: string): never {
  log.fatal({ cause }, 'the store is broken');
  process.exit(EXIT.failure);
}

/**
 * The first signal, also one that comes while the house still opens. INVARIANT: the listeners stay, so that there is no moment
 * at which a signal has its default effect; the second one ends this process at once.
 */
const firstSignal = (): Promise<string> =>
  new Promise((resolve) => {
    let signals = 0;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals === 1) resolve(signal);
        else process.exit(EXIT.failure);
      });
    }
  });

/** Node's own report prints the error's message, and the source line around it. */
function logCrashes(log: Logger): void {
  process.on('uncaughtException', (cause) => {
    log.fatal({ crash: crashOf(cause) }, 'crashed');
    process.exit(EXIT.failure);
  });
}
