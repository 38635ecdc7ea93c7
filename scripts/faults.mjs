// Injects what one machine can inject, and tells row by row what docs/lease-protocol.md promises and what was seen. `--write` puts it
// into docs/faults.md. Fails where a promise is broken. Needs --conditions=ct-src.
import { injectFaults } from '../packages/conformance/src/faults/run.ts';
import { flag, readOptions } from './options.mjs';

const { values } = readOptions(import.meta.url, { write: flag() });
const held = await injectFaults(values);
process.exit(held ? 0 : 1);
