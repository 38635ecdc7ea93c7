// What scripts/bench-cli.mjs runs commands on: a free data directory, and another like it with a server.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instant } from '../packages/core/src/time.ts';
import { freePort } from '../packages/testkit/src/free-port.ts';

const ACCOUNT = `version: 1
account: { name: Bench }
vaults: [{ name: Production }]
servers: [{ name: Production, vaults: [Production] }]
people: [{ name: ada@acme.example }]
groups: [{ name: Owners, members: [ada@acme.example] }]
`;

const POLICY = `version: 1
rules:
  - name: bench
    match: { repository_id: 1, repository_owner_id: 2 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

const SERVING_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;

/**
 * @param {string} main the bundled command
 * @param {readonly string[]} names for each of which there is an account file that makes a vault: `account-NAME.yaml`
 */
export async function openScene(main, names) {
  const directory = mkdtempSync(join(tmpdir(), 'connect-token-bench-'));
  writeFileSync(join(directory, 'account.yaml'), ACCOUNT);
  for (const name of names)
    writeFileSync(
      join(directory, `account-${name}.yaml`),
      ACCOUNT.replace('vaults: [', `vaults: [{ name: a${name} }, `),
    );
  const [free, served] = [join(directory, 'free'), join(directory, 'served')];
  await makeAccount(free, join(directory, 'account.yaml'));
  cpSync(free, served, { recursive: true });
  const server = await serve(main, directory, served);
  const credential = makeCredential(main, served);
  return {
    directory,
    env: {
      directory: { CONNECT_TOKEN_DATA_DIR: free },
      socket: { CONNECT_TOKEN_DATA_DIR: served },
      broker: { CONNECT_TOKEN_BROKER: server.broker, CONNECT_TOKEN_CREDENTIAL: credential },
    },
    close: async () => {
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/**
 * As the first `connect serve` makes it.
 * @param {string} path
 * @param {string} accountFile
 */
async function makeAccount(path, accountFile) {
  mkdirSync(path, { mode: 0o700 });
  const keyPath = join(path, 'sealing.key');
  writeFileSync(keyPath, randomBytes(32).toString('base64'), { mode: 0o600 });
  const { openAccount, readSealingKey } = await import('../packages/account/src/open.ts');
  const { openStore } = await import('../packages/storage/src/store.ts');
  const clock = { now: () => instant(Date.now()) };
  const sealingKey = await readSealingKey({ path: keyPath, env: {} });
  const store = await openStore({ directory: path, clock });
  if (!store.ok || !sealingKey.ok) throw new Error('the directory has no store');
  const parts = {
    store: store.value,
    clock,
    accountFile,
    sealingKey: sealingKey.value,
    allowEveryone: false,
  };
  const account = await openAccount(parts);
  if (!account.ok) throw new Error(JSON.stringify(account.error));
  await store.value.close();
}

/**
 * @param {string} main
 * @param {string} directory
 * @param {string} data
 */
async function serve(main, directory, data) {
  const [listen, connect, management] = [await freePort(), await freePort(), await freePort()];
  const config = join(directory, 'connect-token.yaml');
  writeFileSync(join(directory, 'policy.yaml'), POLICY);
  writeFileSync(
    config,
    `public_url: http://127.0.0.1:${listen}
listen: 127.0.0.1:${listen}
data_directory: ${data}
issuers: ['http://127.0.0.1:${await freePort()}']
servers: [{ server: Production, connect_url: 'http://127.0.0.1:${connect}' }]
policy: policy.yaml
account: { file: account.yaml, sealing_key_file: ${join(data, 'sealing.key')} }
connect: { listen: '127.0.0.1:${connect}' }
management: { listen: '127.0.0.1:${management}' }
`,
  );
  // Into a file: nobody reads a pipe while commands are measured, and a server waits for the reader of its log.
  const log = join(directory, 'serve.log');
  const child = spawn(process.execPath, [main, 'serve', '--config', config], {
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
  });
  const ended = once(child, 'exit');
  const end = performance.now() + SERVING_WITHIN_MS;
  while (!readFileSync(log, 'utf8').includes('"msg":"serving"')) {
    if (child.exitCode !== null || performance.now() > end)
      throw new Error(`connect serve is not serving: ${readFileSync(log, 'utf8')}`);
    await pause(LOOK_EVERY_MS);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { broker: `http://127.0.0.1:${management}`, stop };
}

/**
 * Over the socket, as its owner.
 * @param {string} main
 * @param {string} data
 */
function makeCredential(main, data) {
  const line = 'credential create bench --person ada@acme.example --right manage --right tokens:create';
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...line.split(' ')], {
    env: { CONNECT_TOKEN_DATA_DIR: data },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
