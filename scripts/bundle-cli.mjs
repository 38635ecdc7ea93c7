// Bundles the `connect` command and the stand-in for `op` into packages/cli/dist. A command is one process, over in a moment:
// most of its time would go into finding and reading some four hundred files of the packages that it stands on. Lazy imports
// stay lazy, as chunks.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const CLI = fileURLToPath(new URL('../packages/cli/', import.meta.url));
const DIST = join(CLI, 'dist');

const bundle = await rolldown({
  input: { main: join(CLI, 'src/main.ts'), op: join(CLI, 'src/op/main.ts') },
  platform: 'node',
  resolve: { conditionNames: ['ct-src', 'node', 'import', 'default'] },
  tsconfig: false,
});
// The folder starts empty: no chunk of an earlier bundle stays.
rmSync(DIST, { recursive: true, force: true });
// INVARIANT: one flat folder. `version.ts` and `shim-file.ts` look for their neighbours from where they stand.
const { output } = await bundle.write({
  dir: DIST,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
const folders = new Set(modules.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
writeFileSync(join(DIST, 'licenses.txt'), [...folders].sort().map(licence).join('\n'));
console.log(`packages/cli/dist: ${output.length} files, with the code of ${folders.size} packages`);

/** @param {string} folder */
function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const text =
    file === undefined ? '' : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name}@${version}\n${license}\n\n${text}\n`;
}
