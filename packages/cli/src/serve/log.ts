import type { Config } from '@connect-token/protocol/files';
import { type Logger, pino } from 'pino';

/**
 * JSON lines on stdout, each written before the next thing happens: what a crash leaves behind is whole. No line of any
 * service holds a token, an ID token or a handle; the log has nothing to redact.
 */
export const openLog = (level: Config['logLevel']): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: process.stdout.fd, sync: true }),
  );
