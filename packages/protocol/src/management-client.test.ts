import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What a file imports when it runs: types are gone by then. */
const IMPORT = /^(?:import|export) (?!type )[^;]*? from '([^']+)';/gm;

function loadedBy(file: URL, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file.href)) return loaded;
  loaded.add(file.href);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    if (name.startsWith('.')) loadedBy(new URL(name, file), loaded);
    else loaded.add(name);
  }
  return loaded;
}

test('a client of the management API loads no schema library: a command would wait for it', () => {
  const loaded = loadedBy(new URL('management-client.ts', import.meta.url));
  expect(loaded.size).toBeGreaterThan(15);
  expect([...loaded].filter((name) => !name.startsWith('file:')).sort()).toEqual([
    '@connect-token/core',
    'node:crypto',
  ]);
  expect(loadedBy(new URL('management.ts', import.meta.url))).toContain('zod');
});
