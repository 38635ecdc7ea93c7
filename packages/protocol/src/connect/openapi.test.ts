import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectOpenApi } from './openapi.ts';
import { CONNECT_OPERATIONS, type ConnectOperation } from './operations.ts';

const FILE = new URL('../../../../docs/openapi/connect.json', import.meta.url);

test('docs/openapi/connect.json is current: `node --conditions=ct-src scripts/openapi.mjs` writes it', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(connectOpenApi())));
});

test('every reference of the document leads somewhere', () => {
  const text = JSON.stringify(connectOpenApi());
  const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
  const named = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  expect(named.length).toBeGreaterThan(20);
  for (const reference of named)
    expect(document.components.schemas).toHaveProperty([reference.replace('#/components/schemas/', '')]);
});

test('the document has nothing of the management API', () => {
  expect(JSON.stringify(connectOpenApi())).not.toMatch(/credential_id|Problem|ctm_/);
});

test('no two operations share a method and a path, and only changes have a body', () => {
  const all = Object.values<ConnectOperation>(CONNECT_OPERATIONS);
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
  for (const { method, body, path } of all)
    expect(body !== null, `${method} ${path}`).toBe(['POST', 'PUT', 'PATCH'].includes(method));
});
