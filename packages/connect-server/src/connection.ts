import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ANSWER_HEADERS } from './headers.ts';
import type { Limits } from './limits.ts';
import { formatRefusal, type Refusal } from './refusal.ts';

/** What was wrong with bytes that never became a request, by the code of Node's parser or of its timers. */
export function refusalOfConnection(errorCode: string | undefined, { headerBytes }: Limits): Refusal {
  if (errorCode === 'ERR_HTTP_REQUEST_TIMEOUT') return { code: 'REQUEST_TOO_SLOW' };
  if (errorCode === 'HPE_HEADER_OVERFLOW') return { code: 'HEADERS_TOO_LARGE', limitBytes: headerBytes };
  return { code: 'REQUEST_MALFORMED', problem: 'the request is not HTTP/1.1' };
}

/** Says why and hangs up. A peer that is gone already hears nothing. */
export function hangUp(socket: Duplex, refusal: Refusal): void {
  if (socket.writable) socket.end(formatAnswer(refusal), () => socket.destroy());
  else socket.destroy();
}

/** A whole HTTP/1.1 answer, for where there is no response object to write it with. */
function formatAnswer(refusal: Refusal): string {
  const body = formatRefusal(refusal);
  const text = JSON.stringify(body);
  const headers = {
    ...ANSWER_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`, ...lines, '', text].join('\r\n');
}
