import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  githubClaims,
  type Services,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WITHIN_MS = 15_000;

const ACCOUNT = `version: 1
account: { name: Acme }
vaults:
  - { name: Production, id: production0000000000000000 }
  - { name: Finance, id: finance0000000000000000000 }
servers: [{ name: Production, vaults: ['Production,r', 'Finance,r'] }]
`;

/** What rules grant to one and the same caller. */
const policy = (vault: string, server = 'Production'): string => `version: 1
rules:
  - name: ${vault.toLowerCase()}
    match: { repository_id: 501002003, repository_owner_id: 9001 }
    grant: { server: ${server}, vaults: ['${vault},r'] }
`;
const VAULTS = ['Production', 'Finance'] as const;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const vaultBy: ReadonlyMap<string, string> = new Map(VAULTS.map((vault) => [hashOf(policy(vault)), vault]));

let directory: TemporaryDirectory;
let services: Services;
beforeAll(async () => {
  directory = await temporaryDirectory('serve-reload');
  const order = { account: ACCOUNT, policy: policy('Production'), servers: ['Production'] };
  services = await startServices({ directory: directory.path, ...order });
});
afterAll(async () => {
  await services.close();
  await directory.remove();
});

/** A reader finds the one file or the other, and never a part. */
async function replaceFile(text: string): Promise<void> {
  const path = join(directory.path, 'policy.yaml');
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

type Line = Readonly<Record<string, unknown>> & { readonly msg: string };
const lines = (): readonly Line[] =>
  services.serve
    .stdout()
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Line] : []));
const told = (msg: string): readonly Line[] => lines().filter((line) => line.msg === msg);

/** What the process says of the next time that it reads the file. */
async function reload(msg: string): Promise<Line> {
  const before = told(msg).length;
  services.serve.kill('SIGHUP');
  await services.serve.printed(new RegExp(`(?:"msg":"${msg}"[^]*?){${before + 1}}`), WITHIN_MS);
  const line = told(msg)[before];
  if (line === undefined) throw new Error('what was printed is a line');
  return line;
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly lease_id?: string;
}

async function mint(runId: string, vault: string): Promise<Answer> {
  const claims = githubClaims({ aud: services.brokerUrl, run_id: runId, check_run_id: runId });
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: await services.issuer.idToken(claims),
    authorization_details: JSON.stringify([
      { type: 'connect_vaults', vaults: [{ vault, permissions: ['read'] }] },
    ]),
  });
  const answer = await fetch(`${services.brokerUrl}/oauth/token`, { method: 'POST', body: form });
  return { status: answer.status, ...((await answer.json()) as Omit<Answer, 'status'>) };
}

function rows(sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(join(directory.path, 'data', 'connect-token.db'), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

/** Jobs that ask at the same time, and what they ask for in all. */
const LANES = 4;
const MINTS = 80;

test('while the policy is read again and again, each mint is decided by one of them, and its lease says which', async () => {
  const answers: { readonly vault: string; readonly answer: Answer }[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < MINTS) {
      begun += 1;
      const vault = begun % 2 === 0 ? 'Production' : 'Finance';
      answers.push({ vault, answer: await mint(String(1_000 + begun), vault) });
    }
  };
  let over = false;
  const storm = async (): Promise<number> => {
    let reloads = 0;
    // An even number: the first policy is the last one.
    while (!over || reloads % 2 === 1) {
      reloads += 1;
      await replaceFile(policy(reloads % 2 === 1 ? 'Finance' : 'Production'));
      await reload('the policy is changed');
    }
    return reloads;
  };
  const storming = storm();
  await Promise.all(Array.from({ length: LANES }, lane));
  over = true;
  const reloads = await storming;
  // What was logged before is read by then.
  await reload('the policy is as it was');

  const granted = answers.filter(({ answer }) => answer.status === 200);
  const refused = answers.filter(({ answer }) => answer.status !== 200);
  expect(reloads).toBeGreaterThan(1);
  expect(refused.every(({ answer }) => answer.code === 'POLICY_DENIED')).toBe(true);
  const leases = rows('SELECT id, policy_hash, rule, vaults FROM lease');
  expect(leases).toHaveLength(granted.length);
  for (const { id, policy_hash, rule, vaults } of leases) {
    const vault = vaultBy.get(String(policy_hash));
    expect(granted.find(({ answer }) => answer.lease_id === id)?.vault).toBe(vault);
    expect(rule).toBe(vault?.toLowerCase());
    expect(JSON.parse(String(vaults))).toEqual([{ vaultId: `${rule}`.padEnd(26, '0'), access: 'r' }]);
  }
  // A refusal was by the policy that doesn't have what was asked for.
  const refusals = lines().filter(({ kind }) => kind === 'mint.refused');
  expect(refusals).toHaveLength(refused.length);
  for (const { policyHash, claims } of refusals) {
    const run = Number((claims as { readonly runId: string }).runId);
    const asked = run % 2 === 0 ? 'Production' : 'Finance';
    expect(VAULTS.filter((vault) => vault !== asked)).toEqual([vaultBy.get(String(policyHash))]);
  }
  const changes = rows("SELECT actor, detail FROM audit_event WHERE kind = 'policy.change' ORDER BY id");
  expect(changes).toHaveLength(reloads);
  const [first, second] = VAULTS.map((vault) => hashOf(policy(vault)));
  expect(changes.slice(0, 2).map(({ detail }) => JSON.parse(String(detail)))).toEqual([
    { from: first, to: second },
    { from: second, to: first },
  ]);
});

test('a policy with mistakes is told whole, and the one of before rules until it is right again', async () => {
  await replaceFile('version: 1\nrules:\n  - name: A\n    effect: maybe\n');
  const { failures } = await reload('the policy is not changed');
  expect(failures).toEqual([
    expect.stringMatching(/policy\.yaml:3:5: rules\[0\]\.name: .* \[FILE_MALFORMED\]$/),
    expect.stringMatching(/policy\.yaml:3:5: rules\[0\]\.match: is missing \[FILE_MALFORMED\]$/),
    expect.stringMatching(/policy\.yaml:4:5: rules\[0\]\.effect: .* \[FILE_MALFORMED\]$/),
  ]);
  await replaceFile(policy('Production', 'Nowhere'));
  expect((await reload('the policy is not changed'))['failures']).toEqual([
    expect.stringMatching(/`Nowhere`.*\[SERVER_UNKNOWN\]$/),
  ]);
  expect(await mint('2000', 'Production')).toMatchObject({ status: 200 });
  const readiness = async () => (await fetch(`${services.brokerUrl}/readyz`)).text();
  await expect.poll(readiness, { timeout: WITHIN_MS }).toContain('policy: its file was refused');

  await replaceFile(policy('Production'));
  await reload('the policy is as it was');
  await expect.poll(readiness, { timeout: WITHIN_MS }).not.toContain('policy: its file was refused');
});
