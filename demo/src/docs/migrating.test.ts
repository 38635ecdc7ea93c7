import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  githubClaims,
  type IdTokenEndpoint,
  type Services,
  scanBytes,
  startIdTokenEndpoint,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
  within,
} from '@connect-token/testkit';
import { type JobResult, readWorkflow, startWorkflow } from '@connect-token/testkit/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../paths.ts';
import { codeBlocks, tableRows } from './markdown.ts';
import { readText } from './repository.ts';

const PAGE = readText('docs/migrating.md');
const ENDS_WITHIN_MS = 60_000;

const EXAMPLES = codeBlocks(PAGE).filter(({ text }) => text.startsWith('- '));

/** No word, so that no log has them by accident. */
const SECRETS = {
  secret: 'zq7-hello-world-4411',
  token: 'zq7-registry-token-8820',
  passphrase: 'zq7-passphrase-1234',
  username: 'zq7-acme-bot',
};

const KEY = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

const field = (label: string, value: string, section?: string) => ({
  label,
  type: 'CONCEALED',
  value,
  ...(section === undefined ? {} : { section }),
});

const VAULT_ID = 'appc2c4d5e6f7g8h9j1k2m3n4p';

const ACCOUNT = {
  version: 1,
  account: { name: 'Acme' },
  vaults: [
    {
      name: 'app-cicd',
      id: VAULT_ID,
      items: [
        { title: 'hello-world', category: 'PASSWORD', fields: [field('secret', SECRETS.secret)] },
        {
          title: 'docker',
          category: 'LOGIN',
          fields: [field('username', SECRETS.username), field('token', SECRETS.token)],
        },
        {
          title: 'deploy key',
          category: 'SSH_KEY',
          sections: [{ id: 's1', label: 'vault access' }],
          fields: [
            { label: 'private key', type: 'SSHKEY', value: KEY },
            field('passphrase', SECRETS.passphrase, 's1'),
          ],
        },
      ],
    },
    {
      name: 'Production',
      items: [
        { title: 'Database', category: 'DATABASE', fields: [field('password', SECRETS.passphrase)] },
        {
          title: 'Payment provider',
          category: 'API_CREDENTIAL',
          fields: [field('credential', SECRETS.token)],
        },
      ],
    },
    { name: 'out-of-reach' },
  ],
  servers: [{ name: 'CI', vaults: ['app-cicd,rw', 'Production,rw', 'out-of-reach,rw'] }],
};

const POLICY = {
  version: 1,
  rules: [
    {
      name: 'ci',
      match: { repository_id: 501002003, repository_owner_id: 9001 },
      grant: { server: 'CI', vaults: ['app-cicd,r', 'Production,r'] },
    },
  ],
};

let directory: TemporaryDirectory;
let services: Services;
let idTokens: IdTokenEndpoint;
let runs = 0;

beforeAll(async () => {
  directory = await temporaryDirectory('migrating');
  services = await startServices({
    directory: directory.path,
    account: JSON.stringify(ACCOUNT),
    policy: JSON.stringify(POLICY),
    servers: ['CI'],
  });
  idTokens = await startIdTokenEndpoint({
    sign: (aud) => services.issuer.idToken(githubClaims({ aud })),
  });
});

afterAll(async () => {
  await idTokens.close();
  await services.close();
  await directory.remove();
});

/** Runs steps as the one job of a workflow, in a repository with the env file that the page tells of. */
async function run(steps: string): Promise<JobResult> {
  runs += 1;
  const place = join(directory.path, `run-${runs}`);
  const checkout = join(place, 'repository');
  const programs = join(place, 'programs');
  mkdirSync(join(checkout, 'tests'), { recursive: true });
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(checkout, 'tests/.env.tpl'), 'FILE_SECRET=op://app-cicd/hello-world/secret\n');
  writeFileSync(join(checkout, 'deploy.sh'), '#!/bin/sh\necho "deploys with $DB_PASSWORD"\n', {
    mode: 0o755,
  });
  writeFileSync(join(programs, 'docker'), '#!/bin/sh\necho "$@"; cat\n', { mode: 0o755 });
  const text = `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {contents: read, id-token: write}\n    steps:\n${steps.replace(/^/gm, '      ')}`;
  const workflow = readWorkflow('migrating.yml', text, {
    repositories: { 'org/connect-token@v1': REPOSITORY },
    checkout,
  });
  if (!workflow.ok) throw new Error(workflow.error.join('\n'));
  const { jobs } = await within(
    ENDS_WITHIN_MS,
    'the end of the run',
    startWorkflow(workflow.value, {
      directory: place,
      checkout,
      path: [programs],
      github: { event_name: 'push' },
      vars: { CONNECT_TOKEN_BROKER_URL: services.brokerUrl },
      idTokens: () => Promise.resolve(idTokens),
    }).done,
  );
  const [job] = jobs;
  if (job === undefined) throw new Error('no job ran');
  expect(scanBytes(SECRETS, 'the log', job.log)).toEqual([]);
  return job;
}

const printedBy = ({ steps }: JobResult): readonly string[] =>
  steps
    .filter(({ stage, printed }) => stage === 'main' && !printed.includes('::'))
    .map(({ printed }) => printed.trim());

describe('five steps of the documentation of 1password/load-secrets-action, moved, on the local stack', () => {
  test('are all that the page has', () => {
    expect(EXAMPLES).toHaveLength(5);
  });

  test.each<[string, number, readonly string[]]>([
    ['secrets as outputs, with an env file', 0, [`Secret: ${SECRETS.secret} ${SECRETS.secret}`]],
    ['secrets as variables', 1, [`Secret: ${SECRETS.secret}`]],
    [
      'a registry’s credentials',
      2,
      [`login --username ${SECRETS.username} --password-stdin\n${SECRETS.token}`],
    ],
    ['an SSH key', 3, [`-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRETS.passphrase}`]],
    [
      'two sets',
      4,
      [
        `staging ${SECRETS.token}`,
        `production '' ${SECRETS.secret}`,
        'unset: PRODUCTION_TOKEN',
        "none '' ''",
      ],
    ],
  ])('%s', async (_, index, printed) => {
    const job = await run(EXAMPLES[index]?.text ?? '');
    expect({ conclusion: job.conclusion, log: job.log }).toMatchObject({ conclusion: 'success' });
    expect(printedBy(job).filter((text) => text !== '')).toEqual(printed);
  });
});

test('the steps of the README load a field, and an item as a whole', async () => {
  const block = codeBlocks(readText('README.md')).find(({ text }) =>
    text.startsWith('- uses: org/connect-token/actions/load-secrets'),
  );
  const steps = (block?.text ?? '').replace('https://connect-token.acme.example', services.brokerUrl);
  const job =
    await run(`${steps.replace(/^- uses/, '- uses: actions/checkout@v5\n$&')}- run: echo "$CREDENTIAL"
  env:
    CREDENTIAL: \${{ steps.secrets.outputs.PAYMENT_CREDENTIAL }}
`);
  expect({ conclusion: job.conclusion, log: job.log }).toMatchObject({ conclusion: 'success' });
  expect(printedBy(job)).toEqual(
    expect.arrayContaining([`deploys with ${SECRETS.passphrase}`, SECRETS.token]),
  );
});

const step = (lines: string): string =>
  `- id: load\n  uses: org/connect-token/actions/load-secrets@v1\n  with: {broker-url: "\${{ vars.CONNECT_TOKEN_BROKER_URL }}"}\n  env:\n${lines.replace(/^/gm, '    ')}`;

describe('what the page says is different', () => {
  test('a left-over credential is refused with the line to delete', async () => {
    const job = await run(step('OP_SERVICE_ACCOUNT_TOKEN: ops_x\nSECRET: op://app-cicd/hello-world/secret'));
    expect(job.conclusion).toBe('failure');
    expect(job.log).toContain('CREDENTIAL_LEFT_OVER: `OP_SERVICE_ACCOUNT_TOKEN` is set');
    expect(job.log).not.toContain('ops_x');
  });

  test('a vault’s name in another case is told; one that isn’t granted, or is named in two ways, is refused', async () => {
    const other = await run(step('SECRET: op://App-CICD/hello-world/secret'));
    expect(other.log).toContain('did you mean `app-cicd`?');
    const denied = await run(step('SECRET: op://out-of-reach/hello-world/secret'));
    expect(denied.log).toContain('POLICY_DENIED');
    const twice = await run(step(`A: op://app-cicd/docker/token\nB: op://${VAULT_ID}/docker/token`));
    expect(twice.log).toContain('VAULT_REPEATED');
    expect([other, denied, twice].map(({ conclusion }) => conclusion)).toEqual([
      'failure',
      'failure',
      'failure',
    ]);
  });

  test('a whole item is loaded, and every mistake is told at once', async () => {
    const whole = await run(
      `${step('DOCKER: op://app-cicd/docker/*')}\n- run: echo "\${{ steps.load.outputs.DOCKER_USERNAME }}"`,
    );
    expect(printedBy(whole)).toContain(SECRETS.username);
    const wrong = await run(step('A: op://app-cicd/hello-word/secret\nB: op://app-cicd/docker/tokn'));
    expect(wrong.log).toMatch(/did you mean `hello-world`\?[\s\S]*did you mean `token`\?/);
  });

  test('every token is revoked at once, the post step has nothing to do', async () => {
    const job = await run(step('SECRET: op://app-cicd/hello-world/secret'));
    expect(job.log).toMatch(/them is revoked[\s\S]*there is nothing to revoke/);
    const [, lease = ''] =
      [...services.serve.stdout().matchAll(/^(?=.*"mint\.granted").*"leaseId":"([^"]+)".*$/gm)].at(-1) ?? [];
    expect(services.serve.stdout()).toMatch(new RegExp(`^(?=.*"lease\\.revoked").*"${lease}".*$`, 'm'));
  });
});

test('the page names inputs that the action has, and lists a difference in three columns', () => {
  const action = parse(readFileSync(join(REPOSITORY, 'actions/load-secrets/action.yml'), 'utf8')) as {
    readonly inputs: object;
  };
  const used = codeBlocks(PAGE).flatMap(({ text }) => [
    ...text.matchAll(/^ {2,}(?:with: )?([a-z]+-[a-z]+): /gm),
  ]);
  const inputs = [...new Set(used.map(([, name = '']) => name))].filter(
    (name) => !['runs-on', 'id-token'].includes(name),
  );
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(inputs));
  expect(inputs.length).toBeGreaterThan(2);
  const differences = tableRows(PAGE).filter((cells) => cells.length === 3);
  expect(differences.length).toBeGreaterThan(10);
});
