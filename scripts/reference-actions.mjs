// The two actions that ours is compared with, from packages/conformance/src/bench/action: one without any dependency, and a plain one
// with the toolkit, bundled by ncc as most actions are.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ncc from '@vercel/ncc';
import { rolldown } from 'rolldown';

const SOURCES = fileURLToPath(new URL('../packages/conformance/src/bench/action/', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const NAMES = ['zero-main', 'zero-post', 'plain-main', 'plain-post'];

/** @param {string} directory gets `<name>.js`, each in one file */
export async function bundleReferences(directory) {
  // Where ncc finds the toolkit.
  symlinkSync(MODULES, join(directory, 'node_modules'));
  const [types, bundled] = [join(directory, 'types'), join(directory, 'references')];
  mkdirSync(bundled);
  writeFileSync(join(bundled, 'package.json'), '{"type":"module"}');
  for (const name of NAMES) {
    // Types away, and what a source shares with its neighbour in.
    const stripped = await rolldown({
      input: join(SOURCES, `${name}.ts`),
      platform: 'node',
      external: /^@actions\//,
      tsconfig: false,
    });
    await stripped.write({ dir: types, format: 'esm', entryFileNames: `${name}.js` });
    await stripped.close();
    const { code } = await ncc(join(types, `${name}.js`), {
      filename: `${name}.js`,
      esm: true,
      minify: false,
      cache: false,
      quiet: true,
      target: 'es2023',
    });
    writeFileSync(join(bundled, `${name}.js`), code);
  }
  return bundled;
}
