import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import {
  githubClaims,
  type Services,
  startProgram,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintToken, POLICY } from '../../op/testing/acme.ts';
import { capturedIo } from '../../op/testing/captured-io.ts';
import { run } from '../../program.ts';
import { openDesk } from '../../testing/desk.ts';

const ACCOUNT = `version: 1
account: { name: Acme }
vaults:
  - { name: Production, id: production0000000000000000 }
  - { name: Shared configuration, id: configuration0000000000000 }
servers:
  - { name: Production, vaults: ['Production,r', 'Shared configuration,r'] }
`;

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url));
const LINE_WITHIN_MS = 15_000;

/** What anybody can compute who has read docs/audit.md, with nothing of this project. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
};

let directory: TemporaryDirectory;
let services: Services;
let dataDir: string;
let jti: string;

const connect = async (...words: readonly string[]) => {
  const io = capturedIo({ env: { CONNECT_TOKEN_DATA_DIR: dataDir }, cwd: directory.path });
  const code = await run([...words], io);
  return { code, stdout: io.printed.stdout.join(''), stderr: io.printed.stderr.join('') };
};

beforeAll(async () => {
  directory = await temporaryDirectory('audit');
  services = await startServices({
    directory: directory.path,
    account: ACCOUNT,
    policy: POLICY,
    servers: ['Production'],
  });
  dataDir = join(directory.path, 'data');
  const claims = { aud: services.brokerUrl, run_id: '123', check_run_id: '1' };
  const token = await mintToken(services.brokerUrl, await services.issuer.idToken(githubClaims(claims)));
  jti = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti;
  await fetch(`${services.brokerUrl}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
  });
}, 60_000);

afterAll(async () => {
  await services.close();
  await directory.remove();
});

describe('connect audit', () => {
  test('answers in one look who got which vaults, by which rule of which policy, for which job, until when', async () => {
    await connect('group', 'create', 'Beside');
    const { code, stdout, stderr } = await connect('audit', 'list', '--run', '123');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [heads, over, ending, got, asked, ...more] = stdout.trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(heads).toMatch(/^TIME +WHO +WHAT +ID$/);
    expect(asked).toMatch(
      /run 123 +asked for Production,r and Shared configuration,r on server Production by rule shop of policy [0-9a-f]{12} for attempt 1 in acme\/shop until 20\S+Z, as lease \w{26}/,
    );
    expect(got).toContain(`got token ${jti} of lease `);
    expect(ending).toMatch(/ends lease \w{26} \(token\)/);
    expect(over).toMatch(/lease \w{26} is over: its token is gone/);
  });

  test('tells the same as JSON, with the claims and no secret', async () => {
    const events = JSON.parse((await connect('audit', '--run', '123', '--format', 'json')).stdout);
    expect(events.map(({ kind }: { kind: string }) => kind)).toEqual([
      'lease.revoked',
      'lease.revoking',
      'lease.active',
      'lease.intent',
    ]);
    expect(events.at(-1)).toMatchObject({
      actor: null,
      subject: { run: '123', repository: '501002003' },
      detail: {
        claims: { repository: 'acme/shop', run_attempt: '1', ref: 'refs/heads/main' },
        rule: 'shop',
        vaults: [
          { vault_id: 'production0000000000000000', access: 'r' },
          { vault_id: 'configuration0000000000000', access: 'r' },
        ],
      },
    });
    expect(events[1]).toMatchObject({ subject: { token: jti }, detail: { reason: 'token', from: 'active' } });
  });

  test('is narrowed by kind, lease, server, repository and time, all of them at once', async () => {
    const [{ subject }] = JSON.parse((await connect('audit', '--run', '123', '--format', 'json')).stdout);
    const narrowed = ['--server', 'Production', '--repository', '501002003', '--since', '1h'];
    const listed = await connect(
      'audit',
      'list',
      '--kind',
      'lease.active',
      '--lease',
      subject.lease,
      ...narrowed,
    );
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect((await connect('audit', '--kind', 'vault')).stdout.trimEnd().split('\n')).toHaveLength(1);
    for (const [option, value] of [
      ['--kind', 'vaults'],
      ['--since', 'yesterday'],
      ['--repository', 'acme/shop'],
    ] as const) {
      const refused = await connect('audit', 'list', option, value);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('[USAGE_INVALID]');
    }
    expect((await connect('audit', '--server', 'Nowhere')).stderr).toContain('[SERVER_UNKNOWN]');
  });

  test('follows what happens, a line for each event as its hash is made of it, until it is interrupted', async () => {
    const args = ['--conditions=ct-src', MAIN, 'audit', 'tail', '--kind', 'group', '--format', 'json'];
    const tail = startProgram({ command: process.execPath, args, env: { CONNECT_TOKEN_DATA_DIR: dataDir } });
    await connect('group', 'create', 'First');
    await tail.printed(/"kind":"group.create"/, LINE_WITHIN_MS);
    await connect('group', 'create', 'Second');
    const count = (): number => tail.stdout().split('\n').length - 1;
    const { stdout } = await connect('audit', '--kind', 'group', '--format', 'json');
    const told = JSON.parse(stdout).map(canonical).toReversed();
    await tail.printed(new RegExp(JSON.parse(stdout)[0].id), LINE_WITHIN_MS);
    tail.kill('SIGINT');
    expect(await tail.ended).toMatchObject({ code: 0 });
    expect(count()).toBe(told.length);
    expect(tail.stdout().trimEnd().split('\n')).toEqual(told);
    expect(tail.stderr()).toBe('');
  });
});

describe('connect audit usage', () => {
  let token: string;
  const read = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`${services.connectUrl}/v1/vaults${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'a job' },
    });

  beforeAll(async () => {
    const claims = { aud: services.brokerUrl, run_id: '124', check_run_id: '2' };
    token = await mintToken(services.brokerUrl, await services.issuer.idToken(githubClaims(claims)));
    await (await read('')).json();
    await (await read('/production0000000000000000/items')).json();
    await (await read('/finance0000000000000000000/items')).json();
  });

  test('tells what a run read with its token and what was denied to it, as soon as it happened', async () => {
    const { code, stdout, stderr } = await connect('audit', 'usage', '--run', '124');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [heads, denied, items, vaults, ...more] = stdout.trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(heads).toMatch(/^TIME +ACTION +RESULT +VAULT +ITEM +RUN +TOKEN +FROM +CLIENT$/);
    expect(vaults).toMatch(/ READ +SUCCESS +- +- +124 +\w{26} +127\.0\.0\.1 +a job$/);
    expect(items).toMatch(/ READ +SUCCESS +Production +- +124 /);
    expect(denied).toMatch(/ READ +DENY +finance0{19} +- +124 /);
  });

  test('tells the same as JSON, by lease, repository and token, and nothing of others', async () => {
    const json = async (...words: readonly string[]) =>
      JSON.parse((await connect('audit', 'usage', ...words, '--format', 'json')).stdout);
    const ofRun = await json('--run', '124');
    expect(ofRun[1]).toMatchObject({
      action: 'READ',
      result: 'SUCCESS',
      user_agent: 'a job',
      resource: { vault_id: 'production0000000000000000', item_id: null },
      lease: { run_id: '124', repository_id: '501002003' },
    });
    const { token_id, lease } = ofRun[0];
    expect(await json('--lease', lease.lease_id)).toEqual(ofRun);
    expect(await json('--repository', '501002003', '--since', '1h')).toEqual(ofRun);
    expect(await json('--token', token_id, '--limit', '2')).toEqual(ofRun.slice(0, 2));
    expect(await json('--token', token_id, '--before', ofRun[1].id)).toEqual(ofRun.slice(2));
    expect(await json('--run', '123')).toEqual([]);
  });

  test.each([
    [[], 'exactly one of'],
    [['--run', '124', '--token', 'x'], 'exactly one of'],
    [['--repository', 'acme/shop'], 'is "acme/shop"'],
    [['--run', '124', '--since', 'yesterday'], '--since'],
    [['--run', '124', '--limit', '0'], '--limit'],
  ])('%s is refused', async (words, problem) => {
    const refused = await connect('audit', 'usage', ...words);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(problem.replaceAll('"', '`'));
  });
});

describe('connect audit verify', () => {
  test('finds the trail of a running broker whole, by hashes that anybody can compute', async () => {
    // Its sealer is at most a second behind.
    let report = JSON.parse((await connect('audit', 'verify', '--format', 'json')).stdout);
    while (report.unsealed_events > 0)
      report = JSON.parse((await connect('audit', 'verify', '--format', 'json')).stdout);
    expect(report).toMatchObject({ damage: null, head: expect.stringMatching(/^\d+:[0-9a-f]{64}$/) });
    const said = await connect('audit', 'verify', '--head', report.head);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain(`head, to keep elsewhere: ${report.head}`);

    const database = new DatabaseSync(join(dataDir, 'connect-token.db'), { readOnly: true });
    const seals = database
      .prepare('SELECT number, at, previous, hash, events FROM audit_seal ORDER BY number')
      .all();
    database.close();
    const events = JSON.parse((await connect('audit', '--limit', '1000', '--format', 'json')).stdout);
    const texts = new Map<string, string>(
      events.map((event: { id: string }) => [event.id, canonical(event)]),
    );
    let previous = '0'.repeat(64);
    for (const { number, at, hash, events: held } of seals) {
      const head = ['connect-token-audit/1', number, new Date(Number(at)).toISOString(), previous];
      const lines = String(held).split('\n');
      expect(sha256([...head, ...lines].map((line) => `${line}\n`).join(''))).toBe(hash);
      for (const line of lines) {
        const [id = '', digest] = line.split(' ');
        expect(sha256(texts.get(id) ?? '')).toBe(digest);
      }
      previous = String(hash);
    }
    expect(`${seals.length}:${previous}`).toBe(report.head);
  });
});

describe('a trail that somebody has changed', () => {
  const verifyAfter = async (sql: string, head?: (head: string) => string) => {
    const desk = await openDesk();
    try {
      await desk.connect('group', 'create', 'One');
      await desk.connect('group', 'create', 'Two');
      const { openStore, createSealer } = await import('@connect-token/storage');
      const { systemClock, systemTimer } = await import('@connect-token/lifecycle');
      const store = await openStore({ directory: desk.dataDir, clock: systemClock });
      if (!store.ok) throw new Error(store.error.code);
      const parts = { store: store.value, clock: systemClock, timer: systemTimer, onFailure: () => {} };
      await createSealer(parts).sealNow();
      await store.value.close();
      const before = JSON.parse((await desk.connect('audit', 'verify', '--format', 'json')).stdout);
      expect(before).toMatchObject({ damage: null, sealed_events: 2, unsealed_events: 0 });
      const database = new DatabaseSync(join(desk.dataDir, 'connect-token.db'));
      database.exec(sql);
      database.close();
      const more = head === undefined ? [] : ['--head', head(before.head)];
      return await desk.connect('audit', 'verify', ...more);
    } finally {
      await desk.clear();
    }
  };

  test.each([
    [
      'UPDATE audit_event SET detail = \'{"a":1}\' WHERE id = (SELECT min(id) FROM audit_event)',
      /event \w{26} of seal 1 was changed/,
    ],
    ["UPDATE audit_event SET detail = ' {}'", /^$/],
    [
      'DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)',
      /event \w{26} of seal 1 is missing/,
    ],
    [
      "INSERT INTO audit_event (id, at, kind, detail, seal) SELECT substr(id, 1, 25) || iif(id LIKE '%Z', 'Y', 'Z'), 1, kind, '{}', 1 FROM audit_event LIMIT 1",
      /event \w{26} was not there when seal 1 was made/,
    ],
    [
      "INSERT INTO audit_event (id, at, kind, detail, seal) SELECT substr(id, 1, 25) || iif(id LIKE '%Z', 'Y', 'Z'), 1, kind, '{}', 2 FROM audit_event LIMIT 1",
      /seal 2 is missing/,
    ],
    ['UPDATE audit_seal SET at = at + 1', /seal 1 was changed/],
  ])('%s', async (sql, problem) => {
    const said = await verifyAfter(sql);
    expect(said.code).toBe(problem.source === '^$' ? 0 : 1);
    expect(said.stderr.replace(/^\[ERROR\] \S+ \S+ /, '')).toMatch(problem);
  });

  test('is found to be cut, or written anew, by the head that was kept', async () => {
    const cut = 'DELETE FROM audit_seal; DELETE FROM audit_event';
    expect(await verifyAfter(cut)).toMatchObject({ code: 0 });
    const kept = await verifyAfter(cut, (head) => head);
    expect(kept).toMatchObject({ code: 1 });
    expect(kept.stderr).toContain('the trail ends before seal 1');
    const anew = await verifyAfter('SELECT 1', (head) =>
      head.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    );
    expect(anew.stderr).toContain('seal 1 is not the one whose head was kept');
    expect(await verifyAfter('SELECT 1', () => '1:abc')).toMatchObject({ code: 2 });
  });
});
