import { createHash } from 'node:crypto';
import {
  type Instant,
  instant,
  type Job,
  jobOf,
  type MintRequest,
  plus,
  type Seconds,
  seconds,
  type Token,
  type TrustPolicy,
  type WorkloadIdentity,
} from '@connect-token/core';

const PRODUCTION = { id: 'vaultproduction00000000000', name: 'Production', type: 'USER_CREATED' } as const;
const STAGING = { id: 'vaultstaging00000000000000', name: 'Staging', type: 'USER_CREATED' } as const;

export const VAULTS = [PRODUCTION, STAGING] as const;

export const SERVER = {
  id: 'SERVERPRODUCTION0000000000',
  name: 'Production',
  grants: VAULTS.map(({ id }) => ({ vaultId: id, access: 'rw' as const })),
} as const;

/** More than any history asks for, so that the rule's own ceiling is one of the invariants. */
export const LIFETIME_MAX = seconds(180);

export const POLICY: TrustPolicy = {
  hash: 'a'.repeat(64),
  rules: [
    {
      effect: 'allow',
      name: 'deploy',
      conditions: [
        { claim: 'repository_id', patterns: ['1'] },
        { claim: 'repository_owner_id', patterns: ['2'] },
      ],
      grant: {
        servers: ['Production'],
        vaults: VAULTS.map(({ name }) => ({ vault: name, access: 'r' as const })),
        lifetimeMax: LIFETIME_MAX,
      },
    },
  ],
};

const SCOPES: Readonly<Record<1 | 2, MintRequest['scope']>> = {
  1: [{ vault: PRODUCTION.name, access: 'r', line: 1 }],
  2: [
    { vault: PRODUCTION.name, access: 'r', line: 1 },
    { vault: STAGING.name, access: 'r', line: 2 },
  ],
};

export const askFor = (vaults: 1 | 2, lifetime: Seconds): MintRequest => ({
  server: SERVER.name,
  scope: SCOPES[vaults],
  lifetime,
});

/** GitHub's live about five minutes. Source: docs.github.com, "OpenID Connect reference", example token. */
const ID_TOKEN_LIFE = seconds(300);

/** Two jobs of one run attempt, and a job whose issuer names no check runs. */
const JOBS: readonly Pick<Job, 'runId' | 'checkRunId'>[] = [
  { runId: '10', checkRunId: '100' },
  { runId: '10', checkRunId: '101' },
  { runId: '11', checkRunId: null },
];

export const identityOf = (tokenId: string, job: number, issuedAt: Instant): WorkloadIdentity => ({
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/shop:ref:refs/heads/main',
  tokenId,
  issuedAt,
  expiresAt: plus(issuedAt, ID_TOKEN_LIFE),
  repositoryId: '1',
  repositoryOwnerId: '2',
  repository: 'acme/shop',
  runAttempt: '1',
  ...(JOBS[job] ?? { runId: 'none', checkRunId: null }),
  ref: 'refs/heads/main',
  refType: 'branch',
  environment: null,
  event: 'push',
  workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  jobWorkflowRef: null,
});

export const jobNumbered = (job: number): Job => jobOf(identityOf('', job, instant(0)));

export const handleNumbered = (key: number): string => `cth_${String(key).padStart(42, '0')}A`;

export const sha256 = (text: string, encoding: 'hex' | 'base64url'): string =>
  createHash('sha256').update(text).digest(encoding);

export const keyNumbered = (key: number): string => sha256(handleNumbered(key), 'base64url');

export const isOurs = ({ name }: Pick<Token, 'name'>): boolean => name.startsWith('ct1.');
