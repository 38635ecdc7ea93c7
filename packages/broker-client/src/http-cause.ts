const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name can't be resolved",
  EAI_AGAIN: "the name can't be resolved at the moment",
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  UND_ERR_HEADERS_OVERFLOW: "the answer's head is too large",
  HPE_HEADER_OVERFLOW: "the answer's head is too large",
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate comes from an authority that this machine does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate comes from an authority that this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the certificate comes from an authority that this machine does not trust',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  EPROTO: 'TLS failed',
};

/** An error's code in words. Only the code is read: a message may quote what the other side sent (T33); of a proxy's, the status. */
export function causeOf(error: Error): string {
  const status = /^Proxy response \((?<status>\d{3})\)/.exec(error.message)?.groups?.['status'];
  if (status !== undefined) return proxyCause(status);
  if (error.name === 'HTTPParserError') return 'the answer is not HTTP';
  const code = codeOf(error);
  if (code === null) return 'the connection failed';
  const words = WORDS[code];
  // What llhttp, Node's parser, makes of bytes that are none of its.
  if (words === undefined && code.startsWith('HPE_')) return 'the answer is not HTTP';
  return `${words ?? wordsOfFamily(code)} (${code})`;
}

const proxyCause = (status: string): string =>
  status === '407'
    ? 'the proxy wants a user and a password (407)'
    : `the proxy doesn't connect to that host (${status})`;

export const lateCause = (withinMs: number): string => `no answer within ${Math.ceil(withinMs / 1_000)}s`;

export const tooLargeCause = (bytesMax: number): string => `the answer is larger than ${bytesMax} bytes`;

const wordsOfFamily = (code: string): string =>
  code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('CERT_')
    ? 'TLS failed'
    : 'the connection failed';

function codeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : null;
}
