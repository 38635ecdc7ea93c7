// Writes docs/openapi/management.json from the schemas that the management API is served with:
// node --conditions=ct-src scripts/openapi.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { openApi } from '../packages/protocol/src/management.ts';

const directory = new URL('../docs/openapi/', import.meta.url);
mkdirSync(directory, { recursive: true });
writeFileSync(new URL('management.json', directory), `${JSON.stringify(openApi(), null, 2)}\n`);
