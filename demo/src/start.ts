import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort } from '@connect-token/testkit';
import { pasteable } from './pasteable.ts';
import { REPOSITORY } from './paths.ts';
import { onSignal } from './signals.ts';
import { startStack } from './stack.ts';

/**
 * `npm start [-- DIRECTORY]`: the demo's services, kept running to try by hand. The directory keeps its account, its leases and
 * its keys from one run to the next; ports and the issuer are new each time where the usual ones are taken.
 */
const directory = resolve(process.argv[2] ?? `${REPOSITORY}/.connect-token`);
await mkdir(directory, { recursive: true, mode: 0o700 });

const stack = await startStack({
  directory,
  brokerPort: await freePort(8300),
  connectPort: await freePort(8301),
});
console.log(pasteable(stack, directory));

const signal = await new Promise<string>((done) => {
  onSignal(done);
  void stack.serve.ended.then(() => done('`connect serve` has ended'));
});
console.log(`\n${signal}: draining`);
await stack.close();
const { code } = await stack.serve.ended;
console.log(`\`connect serve\` ended with ${code}; the data is kept in ${directory}`);
if (code !== 0) console.error(stack.serve.stderr());
process.exitCode = code === 0 ? 0 : 1;
