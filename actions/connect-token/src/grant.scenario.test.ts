import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerWith, type StepResult, scriptedJobs } from '@connect-token/testkit';
import { afterAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

const { stage, close } = scriptedJobs(actionDir);

afterAll(close);

const said = (result: StepResult, kind: string): readonly string[] =>
  result.commands.filter(({ name }) => name === kind).map(({ message }) => message);

const refusal = (code: string, headers: Readonly<Record<string, string>> = {}) =>
  answerWith(
    400,
    {
      error: 'invalid_request',
      code,
      event_id: '01JD0000000000000000000001',
      errors: [{ code, message: 'no' }],
    },
    headers,
  );

describe.concurrent('a dry run', () => {
  test('says what would be granted, and leaves nothing: no token, no state, no output', async () => {
    const job = await stage();
    const result = await job.start({ with: { 'dry-run': 'true', 'export-env': 'true' } }).done;
    expect(result).toMatchObject({ conclusion: 'success', stderr: '', outputs: {}, env: {}, state: {} });
    expect(result.log).toBe(
      'dry run: a Connect token for `Production` on the server `Production` would be granted by the rule `deploy`, for 15m; none was made\n',
    );
    expect(result.summary).toContain('### Connect token: dry run');
    expect([job.broker.plans.length, job.broker.mints, job.broker.revocations]).toEqual([1, [], []]);
  });

  test('is red where the token would be refused, with the reasons', async () => {
    const job = await stage({ plan: () => refusal('POLICY_DENIED') });
    const result = await job.start({ with: { 'dry-run': 'true', run: 'node' } }).done;
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1, state: {}, outputs: {} });
    expect(said(result, 'error')).toEqual([
      expect.stringMatching(
        /^BROKER_REFUSED: .*\(POLICY_DENIED, event 01JD0{21}1\): no\nthis was a dry run: no token would be granted\n/,
      ),
    ]);
  });
});

describe.concurrent('a grant', () => {
  test('that is shorter than asked is a notice that names the rule', async () => {
    const job = await stage({ answer: { rule: 'shop', lifetime_max: 1_800, expires_in: 1_800 } });
    const result = await job.start({ with: { 'expires-in': '2h' } }).done;
    expect(said(result, 'notice')).toEqual([
      'the token lives for 30m in place of 2h: the rule `shop` allows no more',
    ]);
    expect(result).toMatchObject({
      conclusion: 'success',
      state: { lifetime: '1800', 'lifetime-max': '1800' },
    });
  });

  test('is told on the job’s page with its rule and the credits of the plan', async () => {
    const job = await stage({ answer: { rule: 'shop', credits: { used: 12, limit: 50 } } });
    const { summary, log } = await job.start().done;
    expect(summary).toContain('By the rule **shop**, which allows up to 1h.');
    expect(summary).toContain('with it 12 of 50 are in use');
    expect(log).not.toContain('Notice');
  });

  test('is waited for where the plan is used up, in the job’s log, and only the last handle is remembered', async () => {
    const job = await stage({
      mint: (count) => (count === 1 ? refusal('CREDITS_EXHAUSTED', { 'retry-after': '1' }) : null),
    });
    const result = await job.start({ with: { 'wait-for-credits': '10m' } }).done;
    expect(result).toMatchObject({ conclusion: 'success', outputs: { token: job.broker.tokens[0] } });
    expect(result.log).toMatch(
      /\(CREDITS_EXHAUSTED, event \w+\): no\nasking again in [12]s; nobody is queued/,
    );
    expect(Object.keys(result.state).filter((key) => key.startsWith('handle-'))).toEqual(['handle-1']);
    const [refused, granted] = job.broker.mints;
    expect(refused?.idempotencyKey).not.toBe(granted?.idempotencyKey);
    expect(refused?.form['subject_token']).not.toBe(granted?.form['subject_token']);
  });

  test('isn’t waited for by default', async () => {
    const job = await stage({ mint: () => refusal('CREDITS_EXHAUSTED', { 'retry-after': '1' }) });
    const result = await job.start().done;
    expect(result.conclusion).toBe('failure');
    expect(job.broker.mints).toHaveLength(1);
  });

  test('is asked for the vaults of the step’s own references and of env files', async () => {
    const job = await stage();
    const { directory } = job.options();
    const file = join(directory, 'app.env');
    writeFileSync(file, 'KEY=op://Shared configuration/API/key\n# KEY2=op://No/such/one\n');
    const result = await job.start({
      with: { vaults: '', 'references-in': `env\n${file}` },
      env: { ...job.idTokens.env, DB: 'op://Production/Database/password' },
    }).done;
    expect(result.conclusion).toBe('success');
    const [details] = JSON.parse(job.broker.mints[0]?.form['authorization_details'] ?? '[]');
    expect(details.vaults).toEqual([
      { vault: 'Production', permissions: ['read'] },
      { vault: 'Shared configuration', permissions: ['read'] },
    ]);
  });

  test('isn’t asked for where a reference is none, and the variable is named, not what is in it', async () => {
    const job = await stage();
    const result = await job.start({
      with: { 'references-in': 'env' },
      env: { ...job.idTokens.env, DB: 'op://Production' },
    }).done;
    expect(said(result, 'error')).toEqual([expect.stringMatching(/^SECRET_REFERENCE_MALFORMED: .*`DB`/)]);
    expect(job.broker.mints).toEqual([]);
  });
});

describe.concurrent('an annotation', () => {
  const RELEASE = { GITHUB_ACTION_REPOSITORY: 'org/connect-token', GITHUB_ACTION_REF: 'v1.2.3' };

  test('has a title, and a link to the paragraph of the broker’s own code in this release', async () => {
    const job = await stage({ mint: () => refusal('VAULT_UNKNOWN') });
    const result = await job.start({ env: { ...job.idTokens.env, ...RELEASE } }).done;
    const error = result.commands.find(({ name }) => name === 'error');
    expect(error?.properties).toEqual({ title: 'Connect token: VAULT_UNKNOWN' });
    expect(error?.message).toMatch(
      /\nwhat it means: https:\/\/github\.com\/org\/connect-token\/blob\/v1\.2\.3\/docs\/errors\.md#vault_unknown$/,
    );
  });

  test('about an input names it, and the line of a line that is wrong', async () => {
    const job = await stage();
    const result = await job.start({
      with: { vaults: 'a\n\nProd:r', 'expires-in': 'soon', 'skip-revoke': 'true' },
    }).done;
    const errors = result.commands.filter(({ name }) => name === 'error');
    expect(errors.map(({ properties }) => properties['title'])).toEqual([
      'Connect token: the input `vaults`',
      'Connect token: the input `expires-in`',
      'Connect token: the input `skip-revoke`',
    ]);
    expect(errors[0]?.message).toMatch(
      /^VAULT_LINE_MALFORMED: `vaults`: line 3: `Prod:r` .*did you mean `Prod,r`\?/,
    );
    expect(errors[2]?.message).toMatch(/^INPUT_REFUSED: .*set `expires-in`/);
    expect(job.idTokens.audiences).toEqual([]);
  });

  test('says whose clock is wrong, also where the ID token was refused for its times', async () => {
    const date = new Date(Date.now() - 600_000).toUTCString();
    const job = await stage({ mint: () => refusal('ID_TOKEN_NOT_YET_VALID', { date }) });
    const result = await job.start().done;
    expect(said(result, 'error')).toEqual([expect.stringContaining('ID_TOKEN_NOT_YET_VALID')]);
    expect(said(result, 'warning')).toEqual([
      expect.stringMatching(/^the broker's clock is (?:9m5\ds|10m(?:\d+s)?) behind this runner's/),
    ]);
  });
});
