import { EventEmitter, once } from 'node:events';
import pino, { type Logger } from 'pino';

type Line = Readonly<Record<string, unknown>>;

export interface CapturedLog {
  readonly log: Logger;
  /** Everything that was written, as it was written. */
  text(): string;
  /** The first line, written already or later, that a test looks for. */
  line(wanted: (line: Line) => boolean): Promise<Line>;
}

/** A logger at debug level whose lines stay here. */
export function captureLog(): CapturedLog {
  const texts: string[] = [];
  const written = new EventEmitter();
  const write = (text: string): void => {
    texts.push(text);
    written.emit('line');
  };
  const line = async (wanted: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = texts.map((text) => JSON.parse(text) as Line).find(wanted);
      if (found !== undefined) return found;
      await once(written, 'line');
    }
  };
  return { log: pino({ level: 'debug' }, { write }), text: () => texts.join(''), line };
}
