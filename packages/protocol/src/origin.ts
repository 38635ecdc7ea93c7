/** Whether a host, as `URL.hostname` gives it, can only be this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/**
 * The origin of a URL that is one: https, or http on loopback, with no path, query, fragment or user. `null` for all else (T37).
 * A trailing slash is dropped, so that paths can be appended.
 */
export function secureOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text);
  if (pathname !== '/' || search !== '' || hash !== '' || username !== '' || password !== '') return null;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)) ? origin : null;
}
