/** Whether a host, as `URL.hostname` gives it, can only be this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** Whether what is sent there is read by nobody on the way: https, or this machine. */
export const isSecure = ({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/**
 * Scheme, host and port and nothing else, in plain ASCII. `URL` reads a good deal more than it shows: it drops spaces and line
 * ends, turns backslashes into slashes, folds letters of other scripts into ASCII. What looks like one host must not be another.
 */
const PLAIN_ORIGIN = /^https?:\/\/[A-Za-z0-9.\-_[\]:]+\/?$/i;

/**
 * The origin of a URL that is one: https, or http on loopback, with no path, query, fragment or user. `null` for all else (T37).
 * A trailing slash is dropped, so that paths can be appended; scheme and host come back in lower case, without a default port.
 */
export function secureOrigin(text: string): string | null {
  if (!PLAIN_ORIGIN.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return isSecure(url) ? url.origin : null;
}
