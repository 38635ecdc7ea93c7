/** A proxy written without a scheme is an http one, as `curl` and the runner take it. */
export function proxyOf(environment: NodeJS.ProcessEnv): string {
  const text = environment['https_proxy'] ?? environment['HTTPS_PROXY'] ?? '';
  return text === '' || /^https?:\/\//i.test(text) ? text : `http://${text}`;
}
