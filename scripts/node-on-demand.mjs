// A plugin of the bundler: a module of Node's own is loaded when one of its functions is called, not when a bundle starts.
//
// An `import` of one makes Node read each of its members, and some of those load what an action never needs: an HTTP client's
// WebSocket, the reader of lines, all root certificates as text. And what only one path of a program uses, every path would load.
// What is no function is taken from the module when the bundle starts: good for an action, which uses few of those, and nothing for
// the command, whose many chunks would each load all of them (scripts/bundle-cli.mjs has a way of its own).
import { isBuiltin } from 'node:module';

const MARK = '\0node-on-demand:';

/** @type {import('rolldown').Plugin} */
export const nodeOnDemand = {
  name: 'node-on-demand',
  resolveId(source, importer, { kind }) {
    // What the bundler itself imports, for its own `require`, it needs at once.
    const ofBundler = importer?.startsWith('\0') ?? true;
    if (kind !== 'import-statement' || ofBundler || !isBuiltin(source)) return undefined;
    return { id: `${MARK}${source.replace(/^node:/, '')}`, moduleSideEffects: false };
  },
  load(id) {
    return id.startsWith(MARK) ? { code: onDemand(id.slice(MARK.length)), moduleType: 'js' } : undefined;
  },
};

/**
 * A module with the members of Node's: functions that load it when they are called, and everything else as it is. The bundler leaves
 * out what nobody uses.
 *
 * @param {string} name
 */
export function onDemand(name) {
  const members = Object.entries(
    Object.getOwnPropertyDescriptors(process.getBuiltinModule(`node:${name}`) ?? {}),
  )
    .filter(([member]) => /^[A-Za-z_$][\w$]*$/.test(member) && member !== 'default')
    .map(([member, { value }]) =>
      isPlainFunction(member, value)
        ? `export const ${member} = (...given) => builtin().${member}(...given);`
        : `export const ${member} = /* @__PURE__ */ (() => builtin().${member})();`,
    );
  return [
    `const builtin = () => globalThis.process.getBuiltinModule('node:${name}');`,
    ...members,
    'export default /* @__PURE__ */ builtin();',
  ].join('\n');
}

/**
 * Whether a call is all that there is to it: no class, which Node writes with a capital, and nothing attached, as `util.promisify` looks for.
 *
 * @param {string} member
 * @param {unknown} value
 */
const isPlainFunction = (member, value) =>
  typeof value === 'function' &&
  /^[a-z]/.test(member) &&
  Reflect.ownKeys(value).every((key) => ['length', 'name', 'prototype'].includes(String(key)));
