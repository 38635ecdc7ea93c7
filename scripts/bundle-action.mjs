// Bundles actions/connect-token/build (compiled JavaScript) into its dist/, which is committed: a workflow runs
// it as it stands in the repository. Byte-identical every time, so that CI can reproduce it.
//
// One folder for both entries: dist/main.js and dist/post.js, readable. A lazy import becomes a chunk named after
// its entry (`123.main.js`), so that the chunks of the two can't overwrite each other.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';

const ENTRIES = ['main', 'post'];
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COMPILED = join(ROOT, 'actions/connect-token/build/entry');
const DIST = join(ROOT, 'actions/connect-token/dist');

// The numbers of the chunks are hashes of module paths as seen from the current directory.
process.chdir(ROOT);

/** @type {Map<string, string | Buffer>} */
const files = new Map([['package.json', `${JSON.stringify({ type: 'module' }, null, 2)}\n`]]);
/** @type {Set<string>} */
const packages = new Set();

for (const entry of ENTRIES) {
  const input = join(COMPILED, `${entry}.js`);
  if (!existsSync(input)) throw new Error(`\`${input}\` is missing: run \`npm run build\``);
  const bundle = await ncc(input, {
    filename: `${entry}.js`,
    esm: true,
    minify: false,
    cache: false,
    quiet: true,
    target: 'es2023',
  });
  put(`${entry}.js`, bundle.code);
  for (const [name, asset] of Object.entries(bundle.assets)) {
    if (name !== 'package.json') put(name, asset.source);
  }
  for (const folder of bundledPackages(bundle.stats)) packages.add(folder);
}
put('licenses.txt', (await Promise.all([...packages].sort().map(licence))).join('\n'));

// The folder starts empty: no chunk of an earlier bundle stays.
await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
for (const [name, content] of files) await writeFile(join(DIST, name), content);
console.log(`actions/connect-token/dist: ${[...files.keys()].sort().join(' ')}`);

/**
 * @param {string} name
 * @param {string | Buffer} content
 */
function put(name, content) {
  if (files.has(name)) throw new Error(`invariant: both entries write \`${name}\``);
  files.set(name, content);
}

/**
 * The folders in node_modules whose code is in the bundle. ncc's own `--license` misses every package whose
 * modules were joined into one scope, so they are read from webpack's statistics, joined modules included.
 *
 * @param {import('@vercel/ncc').Stats} stats
 * @returns {Set<string>}
 */
function bundledPackages(stats) {
  const everything = { all: false, modules: true, nestedModules: true, ids: true, groupModulesByType: false };
  const limits = { modulesSpace: Infinity, nestedModulesSpace: Infinity };
  /** @type {Set<string>} */
  const folders = new Set();
  /** @param {import('@vercel/ncc').StatsModule[]} modules */
  const collect = (modules) => {
    for (const module of modules) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.nameForCondition ?? '');
      if (folder !== null) folders.add(folder[0]);
      collect(module.modules ?? []);
    }
  };
  collect(stats.toJson({ ...everything, ...limits }).modules ?? []);
  return folders;
}

/**
 * @param {string} folder
 * @returns {Promise<string>}
 */
async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${name}@${version} is bundled and has no licence file`);
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n').trim();
  return `${name}@${version}\n${license}\n\n${text}\n`;
}
