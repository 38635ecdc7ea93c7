/** Where https requests go: straight to their host, through a proxy, or nowhere. */
export type Proxy =
  | { readonly kind: 'none' }
  | { readonly kind: 'http'; readonly url: string }
  /** A request that went past it would leave a network that nothing may leave. `cause` quotes nothing: there may be a password in it. */
  | { readonly kind: 'unusable'; readonly cause: string };

/**
 * The proxy of the environment, the name in lower case first, as `curl` has it. One written without a scheme is an http one, as
 * `curl` and the runner take it.
 */
export function proxyOf(environment: NodeJS.ProcessEnv): Proxy {
  const text = (environment['https_proxy'] || environment['HTTPS_PROXY'] || '').trim();
  if (text === '') return { kind: 'none' };
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return { kind: 'unusable', cause: 'https_proxy is not the URL of a proxy' };
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    return { kind: 'unusable', cause: 'https_proxy is neither an http:// nor an https:// proxy' };
  return isPercentEncoded(username + password)
    ? { kind: 'http', url }
    : { kind: 'unusable', cause: 'the user of https_proxy has a `%` that is not written `%25`' };
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
