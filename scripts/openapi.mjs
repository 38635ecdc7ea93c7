// Writes what is made from the schemas that the management API and the Connect API are served with: docs/openapi/ for people and
// their tools, and the table that clients of the management API check answers against. node --conditions=ct-src scripts/openapi.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectOpenApi } from '../packages/protocol/src/connect.ts';
import { openApi, wireTableSource } from '../packages/protocol/src/management.ts';

const document = path('../docs/openapi/management.json');
const connect = path('../docs/openapi/connect.json');
const table = path('../packages/protocol/src/management/wire.generated.ts');
mkdirSync(path('../docs/openapi/'), { recursive: true });
writeFileSync(document, `${JSON.stringify(openApi(), null, 2)}\n`);
writeFileSync(connect, `${JSON.stringify(connectOpenApi(), null, 2)}\n`);
writeFileSync(table, wireTableSource());
execFileSync(path('../node_modules/.bin/biome'), ['check', '--write', document, connect, table], {
  stdio: 'ignore',
});

/** @param {string} relative */
function path(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
