import { lineSink } from '@connect-token/connect-server';
import type { Config } from '@connect-token/protocol/files';
import { type Logger, pino } from 'pino';

/**
 * JSON lines on stdout, those of one turn of the event loop together when it ends, and what is left when the process does. No line of
 * any service holds a token, an ID token or a handle; the log has nothing to redact.
 */
export function openLog(level: Config['logLevel']): Logger {
  const sink = lineSink({
    fd: process.stdout.fd,
    onDropped: (lines) => log.warn({ lines }, 'lines of the log were dropped: nobody read them in time'),
  });
  // Also where it ends at once, because it has crashed or its store is broken.
  process.on('exit', sink.end);
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    sink,
  );
  return log;
}
