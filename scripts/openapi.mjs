// Writes what is made from the schemas that the management API is served with: docs/openapi/management.json for people and their
// tools, and the table that clients check answers against. node --conditions=ct-src scripts/openapi.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApi, wireTableSource } from '../packages/protocol/src/management.ts';

const document = path('../docs/openapi/management.json');
const table = path('../packages/protocol/src/management/wire.generated.ts');
mkdirSync(path('../docs/openapi/'), { recursive: true });
writeFileSync(document, `${JSON.stringify(openApi(), null, 2)}\n`);
writeFileSync(table, wireTableSource());
execFileSync(path('../node_modules/.bin/biome'), ['check', '--write', document, table], { stdio: 'ignore' });

/** @param {string} relative */
function path(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
