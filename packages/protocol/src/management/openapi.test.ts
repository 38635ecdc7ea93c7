import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openApi } from './openapi.ts';
import { OPERATIONS } from './operations.ts';
import { WIRE } from './wire.generated.ts';
import { wireTable } from './wire-table.ts';

const FILE = new URL('../../../../docs/openapi/management.json', import.meta.url);

test('docs/openapi/management.json is current: `node --conditions=ct-src scripts/openapi.mjs` writes it', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApi())));
});

test('the table that clients check answers against is current, by the same script', () => {
  expect(WIRE).toEqual(wireTable());
});

test('every reference of the document leads somewhere', () => {
  const text = JSON.stringify(openApi());
  const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
  const named = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  expect(named.length).toBeGreaterThan(50);
  for (const reference of named)
    expect(document.components.schemas).toHaveProperty([reference.replace('#/components/schemas/', '')]);
});

test('no two operations share a method and a path, and each change of one thing can be held against its state', () => {
  const all = Object.values(OPERATIONS);
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
  for (const { method, path, target } of all)
    if (method !== 'GET' && method !== 'POST' && !path.startsWith('/credentials'))
      expect(target, path).not.toBeNull();
});
