import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  githubClaims,
  noSmallDisk,
  type Program,
  type Services,
  type SmallDisk,
  smallDisk,
  startProgram,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const WITHIN_MS = 15_000;

const ACCOUNT = `version: 1
account: { name: Acme }
vaults: [{ name: Production }]
servers: [{ name: Production, vaults: ['Production,r'] }]
`;
const POLICY = `version: 1
rules:
  - name: shop
    match: { repository_id: 501002003, repository_owner_id: 9001 }
    grant: { server: Production, vaults: ['Production,r'] }
`;

/** What came back; `null` where nothing did, because nobody listened or the connection was cut. */
type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> } | null;

const post = async (url: string, form: Readonly<Record<string, string>>): Promise<Answer> => {
  try {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
};

let jobs = 0;
const mint = async ({ brokerUrl, issuer }: Services): Promise<Answer> => {
  // Each is a job of its own: one alone may hold five leases.
  jobs += 1;
  const claims = githubClaims({ aud: brokerUrl, run_id: String(jobs), check_run_id: String(jobs) });
  return post(`${brokerUrl}/oauth/token`, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: await issuer.idToken(claims),
    authorization_details: JSON.stringify([
      { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }] },
    ]),
  });
};
const revoke = ({ brokerUrl }: Services, token: string): Promise<Answer> =>
  post(`${brokerUrl}/oauth/revoke`, { token });
const handle = (): string => `cth_${randomBytes(32).toString('base64url')}`;

const leasesBy = (directory: string): Record<string, number> => {
  const database = new DatabaseSync(join(directory, 'data', 'connect-token.db'), { readOnly: true });
  const rows = database.prepare('SELECT state, count(*) AS count FROM lease GROUP BY state').all();
  database.close();
  return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
};

const noDisk = await noSmallDisk();

const start = (path: string): Promise<Services> =>
  startServices({ directory: path, account: ACCOUNT, policy: POLICY, servers: ['Production'] });

describe('a broker that runs', () => {
  let directory: TemporaryDirectory;
  let services: Services;
  beforeAll(async () => {
    directory = await temporaryDirectory('serve-faults');
    services = await start(directory.path);
  });
  afterAll(async () => {
    await services.close();
    await directory.remove();
  });

  test('refuses a mint within a moment while another program holds a lock on the database', async () => {
    // The broker writes by itself as well: whoever wants the lock waits for its turn.
    const other = new DatabaseSync(join(directory.path, 'data', 'connect-token.db'), { timeout: WITHIN_MS });
    other.exec('BEGIN IMMEDIATE');
    expect(await mint(services)).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
    other.exec('ROLLBACK');
    other.close();
    expect((await mint(services))?.status).toBe(200);
  });

  test.skipIf(!existsSync('/usr/bin/prlimit'))(
    'closes connections that it has no file handles for, and serves as before once there are some (prlimit)',
    async () => {
      const allow = async (files: number): Promise<void> => {
        const args = ['--pid', String(services.serve.pid), `--nofile=${files}:`];
        const limiting = startProgram({ command: '/usr/bin/prlimit', args, env: {} });
        expect(await limiting.ended).toMatchObject({ code: 0 });
      };
      await allow(64);
      const port = Number(new URL(services.brokerUrl).port);
      const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
      let closed = 0;
      await new Promise<void>((resolve) => {
        for (const socket of sockets) {
          socket.on('close', () => {
            closed += 1;
            if (closed === 100) resolve();
          });
        }
      });
      for (const socket of sockets) socket.destroy();
      await expect.poll(async () => (await mint(services))?.status, { timeout: WITHIN_MS }).toBe(200);
      await allow(1_024);
    },
  );

  test('answers every mint that it began when SIGTERM comes, and leaves none half done', async () => {
    const before = leasesBy(directory.path)['active'] ?? 0;
    const asked = Array.from({ length: 60 }, () => mint(services));
    await Promise.race(asked);
    services.serve.kill('SIGTERM');
    expect(await services.serve.ended).toEqual({ code: 0, signal: null });
    const answers = await Promise.all(asked);
    for (const answer of answers) if (answer !== null) expect(answer.status).toBe(200);
    // Who got no answer has no token either: nothing was begun for them.
    expect(leasesBy(directory.path)).toEqual({
      active: before + answers.filter((answer) => answer !== null).length,
    });
  });
});

describe('a broker whose disk', () => {
  let directory: TemporaryDirectory;
  let services: Services;
  let disk: SmallDisk | undefined;
  beforeEach(async () => {
    directory = await temporaryDirectory('serve-faults');
  });
  afterEach(async () => {
    await services.close();
    await disk?.remove();
    await directory.remove();
  });

  const strace = existsSync('/usr/bin/strace') && process.getuid?.() === 0;
  test.skipIf(!strace)(
    'reports an error ends with exit 1 at the first sync that fails, and acknowledges nothing after it (strace, as root)',
    async () => {
      services = await start(directory.path);
      expect((await mint(services))?.status).toBe(200);
      const { pid } = services.serve;
      const inject = ['-f', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:error=EIO'];
      const tracer: Program = startProgram({
        command: '/usr/bin/strace',
        args: [...inject, '-p', String(pid)],
        env: {},
      });
      await tracer.printed(/attached/, WITHIN_MS);
      expect((await revoke(services, handle()))?.status).not.toBe(200);
      expect(await services.serve.ended).toEqual({ code: 1, signal: null });
      expect(services.serve.stdout()).toMatch(
        /"level":"fatal".*"cause":"the disk reports an error".*"the store is broken"/,
      );
      await tracer.ended;
      expect(leasesBy(directory.path)).toEqual({ active: 1 });
    },
  );

  test.skipIf(noDisk !== null)(
    'is full refuses mints before anything is made, revokes what there is, and recovers by itself (a tmpfs, as root)',
    async () => {
      disk = await smallDisk(8 * 1024 * 1024);
      services = await start(disk.path);
      const first = await mint(services);
      await disk.fill();
      const refused: Answer[] = [];
      // The log has some room left in its last block.
      while (refused.length === 0) {
        const answer = await mint(services);
        if (answer?.status !== 200) refused.push(answer);
      }
      expect(refused[0]).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
      const ended = await revoke(services, String(first?.body['access_token']));
      expect(ended).toEqual({ status: 200, body: { state: 'revoked' } });
      const before = leasesBy(disk.path);
      expect((await mint(services))?.status).toBe(503);
      expect(leasesBy(disk.path)).toEqual(before);
      await disk.empty();
      await expect.poll(async () => (await mint(services))?.status, { timeout: WITHIN_MS }).toBe(200);
    },
  );
});
