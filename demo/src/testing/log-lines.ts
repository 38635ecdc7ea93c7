import { within } from '@connect-token/testkit';
import { type Logger, pino } from 'pino';

export type LogLine = Readonly<Record<string, unknown>>;

/** A log that keeps its lines, and tells when one comes. */
export interface KeptLog {
  readonly log: Logger;
  readonly lines: readonly LogLine[];
  /** The first line that fits, written already or yet to come. */
  line(what: string, fits: (line: LogLine) => boolean): Promise<LogLine>;
}

const LINE_WITHIN_MS = 10_000;

export function keptLog(): KeptLog {
  const lines: LogLine[] = [];
  const watchers = new Set<(line: LogLine) => void>();
  const log = pino(
    { level: 'debug' },
    {
      write: (text: string) => {
        const line = JSON.parse(text) as LogLine;
        lines.push(line);
        for (const look of watchers) look(line);
      },
    },
  );
  return {
    log,
    lines,
    line: (what, fits) =>
      within(
        LINE_WITHIN_MS,
        `a log line: ${what}`,
        new Promise((resolve) => {
          const look = (line: LogLine): void => {
            if (!fits(line)) return;
            watchers.delete(look);
            resolve(line);
          };
          watchers.add(look);
          lines.forEach(look);
        }),
      ),
  };
}
