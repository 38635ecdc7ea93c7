import { expect, test } from 'vitest';
import { tableRows } from './markdown.ts';
import { listFiles, readText } from './repository.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const OWN = '@connect-token/';

const used = new Set(
  listFiles('package.json', '*/package.json', ':!actions/*/dist').flatMap((path) => {
    const manifest = JSON.parse(readText(path)) as Manifest;
    return Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }).filter((name) => !name.startsWith(OWN));
  }),
);

const told = new Set(
  tableRows(readText('docs/adr/0002-dependencies.md')).flatMap(([first = '']) =>
    [...first.matchAll(/`(?<name>[^`]+)`/g)].map(({ groups }) => groups?.['name'] ?? ''),
  ),
);

test('every dependency has a line in ADR 0002', () => {
  expect([...used].filter((name) => !told.has(name))).toEqual([]);
});

test('every line of ADR 0002 has a dependency', () => {
  expect([...told].filter((name) => !used.has(name))).toEqual([]);
});
