import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  answerWith,
  freePort,
  type GitHub,
  type Services,
  startGitHub,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from './doctor/finding.ts';
import { type Desk, openDesk } from './testing/desk.ts';

/** What it found, by what was looked at; and that its exit code says whether something failed. */
async function findings(desk: Desk, ...words: readonly string[]): Promise<readonly Finding[]> {
  const env: Record<string, string> = words.includes('--config') ? { CONNECT_TOKEN_DATA_DIR: '' } : {};
  const { code, stdout, stderr } = await desk.sitting({ env }, 'doctor', '--format', 'json', ...words);
  expect(stderr).toBe('');
  const found = JSON.parse(stdout) as readonly Finding[];
  expect(code).toBe(found.some(({ verdict }) => verdict === 'fail') ? 1 : 0);
  return found;
}

const of = (found: readonly Finding[], check: string): readonly Finding[] =>
  found.filter((finding) => finding.check.startsWith(check));

describe('a data directory that nobody has', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await openDesk();
  });
  afterEach(() => desk.clear());

  test('is found to be in order, and is left as it was', async () => {
    const before = await readFile(join(desk.dataDir, 'connect-token.db'));
    const found = await findings(desk);
    expect(found.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'configuration: skip',
      'data directory: ok',
      'store: ok',
      'integrity: ok',
      'leases: ok',
      'account: ok',
    ]);
    expect(before.equals(await readFile(join(desk.dataDir, 'connect-token.db')))).toBe(true);
  });

  test('is told line by line to people, each with what to do', async () => {
    await chmod(desk.dataDir, 0o755);
    const { code, stdout } = await desk.connect('doctor');
    expect(code).toBe(0);
    expect(stdout).toContain(
      `warn  data directory: ${desk.dataDir} can be entered by others (mode 755)\n      → chmod 0700 ${desk.dataDir}\n`,
    );
    expect(stdout).toContain('ok    store: nobody has it open, schema ');
  });

  test('whose database is newer, damaged or missing fails, and says what to do', async () => {
    const path = join(desk.dataDir, 'connect-token.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(of(await findings(desk), 'store')).toEqual([
      expect.objectContaining({ verdict: 'fail', says: expect.stringContaining('schema 99 is newer') }),
    ]);
    const bytes = await readFile(path);
    bytes.fill(0xff, 100, 4_000);
    await writeFile(path, bytes);
    expect(of(await findings(desk), 'store')).toEqual([
      expect.objectContaining({
        verdict: 'fail',
        says: 'the database is damaged',
        advice: expect.stringContaining('restore a backup'),
      }),
    ]);
    expect(
      of(await findings(desk, '--data-dir', join(desk.path, 'nowhere')), '').map(({ verdict }) => verdict),
    ).toEqual(['skip', 'fail', 'fail']);
  });

  test('is not looked for behind a URL', async () => {
    const env = { CONNECT_TOKEN_DATA_DIR: '' };
    const { code, stderr } = await desk.sitting({ env }, 'doctor', '--broker', 'https://manage.acme.example');
    expect(code).toBe(2);
    expect(stderr).toContain('`connect doctor` looks at a machine');
  });
});

describe('a running broker', () => {
  const ACCOUNT = `version: 1
account: { name: Acme }
vaults: [{ name: Production }, { name: Finance }]
servers: [{ name: Production, vaults: ['Production,r'] }]
`;
  const rule = (vaults: string): string => `version: 1
rules:
  - name: shop
    match: { repository_id: 1, repository_owner_id: 2 }
    grant: { server: Production, vaults: [${vaults}], lifetime_max: 2h }
`;
  let desk: Desk;
  let directory: TemporaryDirectory;
  let services: Services;
  let config: string;
  beforeAll(async () => {
    directory = await temporaryDirectory('doctor');
    config = join(directory.path, 'connect-token.yaml');
    desk = await openDesk();
    const order = { account: ACCOUNT, policy: rule('Production'), servers: ['Production'] };
    services = await startServices({ directory: directory.path, ...order });
  });
  afterAll(async () => {
    await services.close();
    await desk.clear();
    await directory.remove();
  });

  test('is asked how it is, through its socket, its address and its public URL', async () => {
    const found = await findings(desk, '--config', config);
    expect(of(found, 'store')).toMatchObject([
      { verdict: 'ok', says: expect.stringContaining(`process ${services.serve.pid}`) },
    ]);
    // Its keys may not have been fetched yet, and the reaper not have passed: it says so itself.
    expect(of(found, 'broker')).toMatchObject([
      { says: expect.stringMatching(/^it runs, and is (?:un)?ready/) },
    ]);
    expect(of(found, 'public URL')).toMatchObject([{ verdict: 'ok' }]);
    expect(of(found, 'issuer')).toMatchObject([{ verdict: 'ok', says: '1 keys' }]);
    expect(of(found, 'clock')).toMatchObject([{ check: 'clock', verdict: 'ok' }]);
    expect(of(found, 'account')).toMatchObject([{ verdict: 'ok', says: '2 vaults, 1 servers' }]);
    expect(of(found, 'rule shop')).toMatchObject([
      { verdict: 'warn', says: 'its tokens may live longer than an hour' },
    ]);
    expect(of(found, 'ends of jobs')).toMatchObject([{ verdict: 'warn' }]);
  });

  describe('with a GitHub to ask', () => {
    let github: GitHub;
    let untouched: string;
    const token = (): string => join(directory.path, 'github.token');
    const run = { repositoryId: '1', runId: '1', runAttempt: '1', status: 'queued', jobs: [] };
    beforeAll(async () => {
      github = await startGitHub();
      untouched = await readFile(config, 'utf8');
      const entry = { issuer: services.issuer.url, api_url: github.apiUrl, token_file: token() };
      await writeFile(config, JSON.stringify({ ...JSON.parse(untouched), github: [entry] }));
    });
    afterAll(async () => {
      await writeFile(config, untouched);
      await github.close();
    });
    beforeEach(() => writeFile(token(), github.token, { mode: 0o600 }));

    const asked = async (): Promise<readonly Finding[]> =>
      of(await findings(desk, '--config', config), 'ends of jobs');

    test('is told which repositories of the policy it does not see, and asks once about each', async () => {
      expect(await asked()).toMatchObject([
        { verdict: 'warn', says: "can't be asked about: repository 1 isn't seen" },
      ]);
      github.tell(run);
      const before = github.requests.length;
      expect(await asked()).toMatchObject([{ verdict: 'ok', says: '1 repositories can be asked about' }]);
      expect(github.requests.slice(before).map(({ path }) => path)).toEqual(['/repositories/1/actions/runs']);
    });

    test('is told of a token that has expired, of a right that it lacks, and of an API that is away', async () => {
      await writeFile(token(), 'github_pat_of_somebody_else', { mode: 0o600 });
      expect(await asked()).toMatchObject([
        {
          verdict: 'fail',
          says: expect.stringContaining('401'),
          advice: expect.stringContaining('has expired'),
        },
      ]);
      await writeFile(token(), github.token, { mode: 0o600 });
      github.mishap = () => answerWith(403, { message: 'Resource not accessible by personal access token' });
      expect(await asked()).toMatchObject([
        { verdict: 'fail', advice: 'give the token *Actions: read-only*' },
      ]);
      github.mishap = () => answerWith(429, {}, { 'retry-after': '5' });
      expect(await asked()).toMatchObject([{ verdict: 'warn', advice: expect.stringContaining('later') }]);
      github.mishap = () => ({ kind: 'reset' });
      expect(await asked()).toMatchObject([{ verdict: 'fail', advice: expect.stringContaining('proxy') }]);
      github.mishap = () => null;
    });
  });

  test('prints no secret', async () => {
    const { stdout } = await desk.sitting(
      { env: { CONNECT_TOKEN_DATA_DIR: '' } },
      'doctor',
      '--config',
      config,
    );
    const key = (await readFile(join(directory.path, 'sealing.key'), 'utf8')).trim();
    expect(stdout).toContain('data directory');
    expect(stdout).not.toContain(key);
  });

  test('with a policy that names what nobody can have, and an issuer that is away, is told each', async () => {
    await writeFile(join(directory.path, 'policy.yaml'), rule('Productoin, Finance, production'));
    const text = await readFile(config, 'utf8');
    const away = `http://127.0.0.1:${await freePort()}`;
    await writeFile(config, text.replace(services.issuer.url, away).replace(services.brokerUrl, away));
    const found = await findings(desk, '--config', config);
    expect(of(found, 'rule shop').map(({ says }) => says)).toEqual([
      'there is no vault `Productoin`: nobody gets it',
      'no server of the rule is granted `Finance`: nobody gets it',
      'there is no vault `production`: nobody gets it',
      'its tokens may live longer than an hour',
    ]);
    expect(of(found, 'issuer')).toMatchObject([
      { verdict: 'fail', says: "discovery can't be fetched: ECONNREFUSED" },
    ]);
    expect(of(found, 'clock')).toMatchObject([{ verdict: 'skip' }]);
    expect(of(found, 'public URL')).toMatchObject([
      { verdict: 'fail', says: "can't be reached: ECONNREFUSED" },
    ]);
  });

  test('with mistakes in its files is told each of them', async () => {
    await writeFile(join(directory.path, 'policy.yaml'), 'version: 2\n');
    const found = await findings(desk, '--config', config);
    expect(of(found, 'configuration').length).toBeGreaterThan(0);
    for (const { verdict } of of(found, 'configuration')) expect(verdict).toBe('fail');
  });
});
