// A plugin of the bundler: of undici only what is used. Its index loads all of it, WebSocket, caches and mocks included, and none of
// that can be left out again: a megabyte that each start would have to read.
import { fileURLToPath } from 'node:url';

const MARK = '\0undici-parts';

/** What is imported from `undici`, and the module that has it: as undici's own index says, which a test compares. */
export const UNDICI_PARTS = {
  EnvHttpProxyAgent: { path: 'lib/dispatcher/env-http-proxy-agent.js', member: 'default' },
  ProxyAgent: { path: 'lib/dispatcher/proxy-agent.js', member: 'default' },
  fetch: { path: 'lib/web/fetch/index.js', member: 'fetch' },
};

/** @type {import('rolldown').Plugin} */
export const undiciParts = {
  name: 'undici-parts',
  resolveId: (source) => (source === 'undici' ? MARK : undefined),
  load: (id) => (id === MARK ? { code: PARTS, moduleType: 'js' } : undefined),
};

const INDEX = import.meta.resolve('undici');
/** @param {string} path */
const fileOf = (path) => JSON.stringify(fileURLToPath(new URL(path, INDEX)));
const PARTS = [
  // Its index gives every dispatcher its verbs, and a proxy's agent calls one of them: `connect`.
  `import Dispatcher from ${fileOf('lib/dispatcher/dispatcher.js')};`,
  `import connect from ${fileOf('lib/api/api-connect.js')};`,
  'Dispatcher.prototype.connect = connect;',
  ...Object.entries(UNDICI_PARTS).map(
    ([name, { path, member }]) => `export { ${member} as ${name} } from ${fileOf(path)};`,
  ),
].join('\n');
