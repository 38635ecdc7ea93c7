// Starts `connect serve` on this machine for one job of .github/workflows/e2e.yml, and leaves it running: the example account, and
// a policy that trusts the repository the job runs in. Its ID tokens are real ones: ISSUER signs them, and this job is who they name.
// Needs --conditions=ct-src, and RUNNER_TEMP, GITHUB_OUTPUT, ISSUER, REPOSITORY_ID and REPOSITORY_OWNER_ID.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDocument, stringify } from 'yaml';
import { writeConfiguration } from '../demo/src/configuration.ts';
import { CONNECT_PROGRAM } from '../demo/src/paths.ts';
import { freePort } from '../packages/testkit/src/free-port.ts';

const READY_MAX_MS = 30_000;
const LOOK_EVERY_MS = 100;

const environment = process.env;
const directory = join(given('RUNNER_TEMP'), 'connect-token');
mkdirSync(directory, { recursive: true, mode: 0o700 });

const place = {
  directory,
  brokerPort: await freePort(8300),
  connectPort: await freePort(8301),
  issuer: given('ISSUER'),
};
const written = await writeConfiguration(place);
const configuration = parseDocument(readFileSync(written.path, 'utf8'));
configuration.setIn(['policy'], join(directory, 'policy.yaml'));
writeFileSync(written.path, configuration.toString());
writeFileSync(join(directory, 'policy.yaml'), stringify(policy()));

const logPath = join(directory, 'serve.log');
const log = openSync(logPath, 'a', 0o600);
const words = ['--conditions=ct-src', CONNECT_PROGRAM, 'serve', '--config', written.path];
// Of its own: it has to outlive this step.
const served = spawn(process.execPath, words, { detached: true, stdio: ['ignore', log, log] });
// A hosted runner is thrown away; whoever rehearses the job finds here what to end, whatever becomes of the job.
writeFileSync(join(directory, 'serve.pid'), `${served.pid}`);
await ready(served);
served.unref();

appendFileSync(
  given('GITHUB_OUTPUT'),
  `broker-url=${written.brokerUrl}\nconfig=${written.path}\nlog=${logPath}\n`,
);
console.log(`${written.brokerUrl} trusts repository ${given('REPOSITORY_ID')} of ${place.issuer}`);

function policy() {
  const match = {
    repository_id: Number(given('REPOSITORY_ID')),
    repository_owner_id: Number(given('REPOSITORY_OWNER_ID')),
    event: ['push', 'pull_request', 'schedule', 'workflow_dispatch'],
  };
  const grant = { server: 'Production', vaults: ['Production,r'], lifetime_max: '10m' };
  return { version: 1, rules: [{ name: 'this-repository', match, grant }] };
}

/**
 * Ends this program, with the log, where the broker doesn't come up.
 *
 * @param {import('node:child_process').ChildProcess} broker
 */
async function ready(broker) {
  const deadline = Date.now() + READY_MAX_MS;
  while (!readFileSync(logPath, 'utf8').includes('"msg":"serving"')) {
    if (broker.exitCode !== null || Date.now() > deadline) {
      broker.kill();
      console.error(readFileSync(logPath, 'utf8'));
      process.exit(1);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** @param {string} name */
function given(name) {
  const value = environment[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}
