// Bundles the actions' sources into the dist/ that their action.yml names, which is committed: a workflow runs it as it stands in
// the repository. All of them, or those whose names are given. Byte-identical every time, so that CI can reproduce it. `--to DIR`: into
// DIR/<name>, for who only wants to look.
//
// Readable, and with one copy of everything: dist/main.js and dist/post.js, dist/shared.js with what both start with, and a chunk for
// each lazy import (docs/adr/0041).
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { ACTIONS, entriesOf } from './action-bundles.mjs';
import { licencesOf } from './bundled-licences.mjs';
import { nodeOnDemand } from './node-on-demand.mjs';
import { undiciParts } from './undici-parts.mjs';
// The bundles name the members of Node's own modules, which are the building Node's: an older one would leave some out.
import './require-node.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Nothing happens on import in these: of what a file exports, only what is used is bundled. */
const QUIET =
  /\/packages\/[^/]+\/src\/|\/actions\/[^/]+\/src\/(?!entry\/)|\/node_modules\/(?:@actions|undici\/lib)\//;

/** One file for all that is needed early and more than once: to find and link many small ones takes longer than to read them. */
const SHARED = {
  name: 'shared',
  tags: /** @type {['$initial']} */ (['$initial']),
  minShareCount: 2,
  includeDependenciesRecursively: false,
};

const { values, positionals } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.find((name) => ACTIONS.every((action) => action.name !== name));
if (unknown !== undefined) {
  console.error(`there is no action \`${unknown}\`; there are ${ACTIONS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
for (const action of ACTIONS) {
  if (positionals.length === 0 || positionals.includes(action.name)) await bundle(action);
}

/** @param {import('./action-bundles.mjs').Action} action */
async function bundle(action) {
  const { name, folder, dist } = action;
  const input = Object.fromEntries(
    entriesOf(ROOT, action).map((entry) => [entry, join(ROOT, folder, 'src/entry', `${entry}.ts`)]),
  );
  const rolled = await rolldown({
    input,
    cwd: ROOT,
    // An entry exports nothing: what is shared may go wherever it is best.
    preserveEntrySignatures: false,
    platform: 'node',
    plugins: [nodeOnDemand, undiciParts],
    // Who imports gets a package's ESM and who requires its CommonJS: rolldown adds the condition that fits.
    resolve: { conditionNames: ['ct-src', 'node', 'default'] },
    tsconfig: false,
    treeshake: { moduleSideEffects: [{ test: QUIET, sideEffects: false }] },
  });
  const directory = values.to === undefined ? join(ROOT, dist) : join(values.to, name);
  const { output } = await rolled.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    // An underscore stands for the mark of a module that a plugin made.
    chunkFileNames: ({ name }) => `${name.replace(/^_/, '')}.js`,
    codeSplitting: { groups: [SHARED] },
  });
  await rolled.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const files = [
    ...output.map((file) => ({ path: file.fileName, text: file.type === 'chunk' ? file.code : file.source })),
    { path: 'package.json', text: `${JSON.stringify({ type: 'module' }, null, 2)}\n` },
    { path: 'licenses.txt', text: licencesOf(modules) },
  ];
  // The folder starts empty: no chunk of an earlier bundle stays. And only now: whoever runs the action meanwhile, as tests do, misses
  // its files for a moment, not for as long as bundling takes; and what can't be bundled leaves the old bundle.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(directory, path), text);
  console.log(
    `${dist}: ${output.map(({ fileName, ...file }) => `${fileName} ${file.type === 'chunk' ? file.code.length : 0}`).join(', ')}`,
  );
}
