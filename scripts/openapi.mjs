// Writes docs/openapi/management.json from the schemas that the management API is served with:
// node --conditions=ct-src scripts/openapi.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApi } from '../packages/protocol/src/management.ts';

const directory = new URL('../docs/openapi/', import.meta.url);
const file = fileURLToPath(new URL('management.json', directory));
const biome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
mkdirSync(directory, { recursive: true });
writeFileSync(file, `${JSON.stringify(openApi(), null, 2)}\n`);
execFileSync(biome, ['format', '--write', file], { stdio: 'ignore' });
