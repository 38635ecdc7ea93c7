// Bundles the `connect` command and the stand-in for `op` into packages/cli/dist, or a folder that is named. A command is one
// process, over in a moment: most of its time would go into finding and reading some four hundred files of the packages that it
// stands on. Lazy imports stay lazy, as chunks.
import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { licencesOf } from './bundled-licences.mjs';

const CLI = fileURLToPath(new URL('../packages/cli/', import.meta.url));
const DIST = process.argv[2] ?? join(CLI, 'dist');

/** To find and link a chunk takes longer than to read it: what nearly every command needs is not scattered over dozens. */
const NEEDED_BY_ALL = [
  { name: 'core', test: /\/packages\/core\/src\// },
  {
    name: 'shell',
    test: /\/packages\/cli\/src\/(?:output\/[^/]+|(?!main|compile-cache|open-|credentials\.)[^/]+)\.ts$|\/node_modules\/commander\//,
  },
  // What reads the files of an operator, and an account's.
  {
    name: 'files',
    test: /\/packages\/protocol\/src\/(?:[^/]*-(?:file|entry|scalar)|yaml|origin|schema-list|files)\.ts$|\/packages\/account\/src\/(?:account-file|account-schema|account-mistakes|file|identifier|item-schema|item-mistakes|item-content|mistake|draft|name-schema|one-of|group-mistakes|reference|owner\/imported-file|items\/item|items\/item-limits)\.ts$|\/node_modules\/yaml\//,
  },
  { name: 'schema', test: /\/node_modules\/zod\// },
];

/** The imports stand first in a chunk. */
const IMPORTS = /^(?:import .*\n)+/;
const OF_NODE = /^import (?:([\w$]+)(?:, )?)?(?:\* as ([\w$]+)|(\{[^}]*\}))? from ("node:[\w/]+");$/gm;

/**
 * What Node has loaded is taken from there. An `import` of it makes a module that reads each member once, and some of those load
 * what no command needs, such as Web Crypto and a WebSocket client: a tenth of what a command takes.
 */
const nodeWithoutImport = {
  name: 'node-without-import',
  /** @param {string} code */
  renderChunk: (code) =>
    code.replace(IMPORTS, (imports) =>
      imports.replace(OF_NODE, (_, whole, all, names, builtin) =>
        [whole, all, names?.replaceAll(' as ', ': ')]
          .filter((bound) => bound !== undefined)
          .map((bound) => `const ${bound} = globalThis.process.getBuiltinModule(${builtin});`)
          .join('\n'),
      ),
    ),
};

const bundle = await rolldown({
  plugins: [nodeWithoutImport],
  input: { main: join(CLI, 'src/main.ts'), op: join(CLI, 'src/op/main.ts') },
  platform: 'node',
  // Who imports gets a package's ESM and who requires its CommonJS: rolldown adds the condition that fits.
  resolve: { conditionNames: ['ct-src', 'node', 'default'] },
  tsconfig: false,
  // As ARCHITECTURE.md has it, nothing happens on import: of what a file re-exports, only what is used is loaded.
  treeshake: {
    moduleSideEffects: [{ test: /\/packages\/[^/]+\/src\/(?!main\.ts$|op\/main\.ts$)/, sideEffects: false }],
  },
});
// The folder starts empty: no chunk of an earlier bundle stays.
rmSync(DIST, { recursive: true, force: true });
// INVARIANT: one flat folder. `version.ts` and `shim-file.ts` look for their neighbours from where they stand.
const { output } = await bundle.write({
  dir: DIST,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  codeSplitting: { groups: NEEDED_BY_ALL },
});
await bundle.close();

const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
writeFileSync(join(DIST, 'licenses.txt'), licencesOf(modules));
console.log(`${relative(process.cwd(), DIST)}: ${output.length} files`);
