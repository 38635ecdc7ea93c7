import { keepCompiled } from '../compile-cache.ts';

keepCompiled(import.meta.url, process.env);
// After the line above: what is imported before it is compiled anew each time.
const { runOp } = await import('./op.ts');
const { systemIo } = await import('../system-io.ts');
process.exitCode = await runOp(process.argv.slice(2), systemIo());
