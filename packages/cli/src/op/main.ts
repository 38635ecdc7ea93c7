import { systemIo } from '../system-io.ts';
import { runOp } from './op.ts';

process.exitCode = await runOp(process.argv.slice(2), systemIo());
