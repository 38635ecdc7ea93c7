import { fileURLToPath } from 'node:url';
import { runPost, type ScriptedJob, type StepResult, startScriptedJob } from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const actionDir = fileURLToPath(new URL('../../../', import.meta.url));

let job: ScriptedJob;

beforeAll(async () => {
  job = await startScriptedJob({ actionDir });
});

afterAll(() => job.close());

/** A use of the action in a job whose environment earlier steps have filled. */
const use = (inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) =>
  job.start({ with: { 'export-env': 'true', ...inputs }, env: { ...job.idTokens.env, ...env } }).done;

const said = (result: StepResult, kind: string): readonly string[] =>
  result.commands.filter(({ name }) => name === kind).map(({ message }) => message.split('\n')[0] ?? '');

describe('two uses in one job', () => {
  test('don’t take each other’s token: the second one is refused before anything is minted', async () => {
    const first = await use({});
    const mints = job.broker.mints.length;
    const second = await use({}, first.env);
    expect(second).toMatchObject({ conclusion: 'failure', env: {}, outputs: {}, state: {} });
    expect(said(second, 'error')).toEqual([
      expect.stringMatching(
        /^VARIABLE_TAKEN: `OP_CONNECT_TOKEN` is set already, .*`env-prefix`.*`overwrite: true`$/,
      ),
    ]);
    expect([job.broker.mints.length, job.idTokens.audiences.length]).toEqual([mints, mints]);
    expect(first.env['OP_CONNECT_TOKEN']).toBe(first.outputs['token']);
  });

  test('have two prefixes, and each token is revoked by its own post', async () => {
    const first = await use({ 'env-prefix': 'PRODUCTION_' });
    const second = await use({ 'env-prefix': 'STAGING_' }, first.env);
    expect({ ...first.env, ...second.env }).toEqual({
      PRODUCTION_OP_CONNECT_HOST: 'https://connect.acme.example',
      PRODUCTION_OP_CONNECT_TOKEN: first.outputs['token'],
      STAGING_OP_CONNECT_HOST: 'https://connect.acme.example',
      STAGING_OP_CONNECT_TOKEN: second.outputs['token'],
    });
    const before = job.broker.revocations.length;
    await runPost(second);
    await runPost(first);
    expect(job.broker.revocations.slice(before).map(({ form }) => form['token'])).toEqual([
      second.state['handle-1'],
      first.state['handle-1'],
    ]);
  });

  test('may have outputs only, with a token in the environment', async () => {
    const first = await use({});
    const second = await use({ 'export-env': 'false' }, first.env);
    expect(second).toMatchObject({ conclusion: 'success', env: {} });
    expect(second.outputs['token']).not.toBe(first.outputs['token']);
  });

  test('replace the first token where the second is told to', async () => {
    const first = await use({});
    const second = await use({ overwrite: 'true' }, first.env);
    expect(second).toMatchObject({
      conclusion: 'success',
      env: { OP_CONNECT_TOKEN: second.outputs['token'] },
    });
  });

  test('say where the second replaces another host', async () => {
    const result = await use({}, { OP_CONNECT_HOST: 'http://localhost:8080' });
    expect(said(result, 'warning')).toEqual([
      expect.stringContaining('`OP_CONNECT_HOST` was set before this step'),
    ]);
  });
});
