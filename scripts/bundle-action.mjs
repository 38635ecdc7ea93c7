// Bundles the actions' compiled JavaScript (their build/) into the dist/ that their action.yml names, which is committed: a
// workflow runs it as it stands in the repository. All of them, or those whose names are given; an action without sources is
// passed over. Byte-identical every time, so that CI can reproduce it.
//
// One folder for all entries of an action: dist/main.js and dist/post.js, readable. A lazy import becomes a chunk named after
// its entry (`123.main.js`), so that the chunks of the two can't overwrite each other.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';
import { ACTIONS, entriesOf } from './action-bundles.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

// The numbers of the chunks are hashes of module paths as seen from the current directory.
process.chdir(ROOT);

const given = process.argv.slice(2);
const unknown = given.filter((name) => ACTIONS.every((action) => action.name !== name));
if (unknown.length > 0) {
  console.error(
    `there is no action \`${unknown[0]}\`; there are ${ACTIONS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
for (const action of ACTIONS) {
  if (given.length > 0 && !given.includes(action.name)) continue;
  const entries = entriesOf(ROOT, action);
  if (entries.length > 0) await bundle(action, entries);
  else console.log(`${action.dist}: has no sources yet`);
}

/**
 * @param {import('./action-bundles.mjs').Action} action
 * @param {readonly string[]} entries
 */
async function bundle({ folder, dist }, entries) {
  /** @type {Map<string, string | Buffer>} */
  const files = new Map([['package.json', `${JSON.stringify({ type: 'module' }, null, 2)}\n`]]);
  /** @type {Set<string>} */
  const packages = new Set();
  for (const entry of entries) {
    const input = join(ROOT, folder, 'build/entry', `${entry}.js`);
    if (!existsSync(input)) throw new Error(`\`${input}\` is missing: run \`npm run build\``);
    const bundled = await ncc(input, {
      filename: `${entry}.js`,
      esm: true,
      minify: false,
      cache: false,
      quiet: true,
      target: 'es2023',
    });
    put(files, `${entry}.js`, bundled.code);
    for (const [name, asset] of Object.entries(bundled.assets)) {
      if (name !== 'package.json') put(files, name, asset.source);
    }
    for (const name of bundledPackages(bundled.stats)) packages.add(name);
  }
  put(files, 'licenses.txt', (await Promise.all([...packages].sort().map(licence))).join('\n'));

  // The folder starts empty: no chunk of an earlier bundle stays.
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [name, content] of files) await writeFile(join(dist, name), content);
  console.log(`${dist}: ${[...files.keys()].sort().join(' ')}`);
}

/**
 * @param {Map<string, string | Buffer>} files
 * @param {string} name
 * @param {string | Buffer} content
 */
function put(files, name, content) {
  if (files.has(name)) throw new Error(`invariant: two entries write \`${name}\``);
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
