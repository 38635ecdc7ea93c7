#!/usr/bin/env node
import { keepCompiled } from './compile-cache.ts';

keepCompiled(import.meta.url, process.env);
// After the line above: what is imported before it is compiled anew each time.
const { run } = await import('./program.ts');
process.exitCode = await run(process.argv.slice(2));
