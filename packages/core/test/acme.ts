import {
  type AllowRule,
  type Condition,
  type DenyRule,
  EVENTS_DEFAULT,
  instant,
  type Lease,
  type MintFacts,
  type MintRequest,
  type Server,
  seconds,
  type Token,
  type TrustPolicy,
  type Vault,
  type WorkloadIdentity,
} from '../src/index.ts';

/** A small company, for examples: two servers, vaults of every type, two vaults of one name. */
export const NOW = instant(1_800_000_000_000);

const vault = (id: string, name: string, type: Vault['type'] = 'USER_CREATED'): Vault => ({
  id: id.padEnd(26, '0'),
  name,
  type,
});

export const PRODUCTION = vault('production', 'Production');
export const CONFIGURATION = vault('configuration', 'Shared configuration');
export const STAGING = vault('staging', 'Staging');
export const FINANCE = vault('finance', 'Finance');
export const LOGS_ONE = vault('logsone', 'Logs');
export const LOGS_TWO = vault('logstwo', 'Logs');
export const PRIVATE = vault('private', 'Private', 'PERSONAL');
export const SHARED = vault('shared', 'Shared', 'EVERYONE');
export const TRANSFER = vault('transfer', 'Transfer', 'TRANSFER');

export const VAULTS: readonly Vault[] = [
  PRODUCTION,
  CONFIGURATION,
  STAGING,
  FINANCE,
  LOGS_ONE,
  LOGS_TWO,
  PRIVATE,
  SHARED,
  TRANSFER,
];

/** Built-in vaults stand in its grants as well: the exclusion must not rest on a server that is set up well. */
export const SERVER: Server = {
  id: 'PRODUCTIONSERVER'.padEnd(26, '0'),
  name: 'Production',
  grants: [
    { vaultId: PRODUCTION.id, access: 'rw' },
    { vaultId: CONFIGURATION.id, access: 'r' },
    { vaultId: LOGS_ONE.id, access: 'w' },
    { vaultId: PRIVATE.id, access: 'rw' },
    { vaultId: SHARED.id, access: 'rw' },
    { vaultId: TRANSFER.id, access: 'rw' },
  ],
};

export const OTHER_SERVER: Server = {
  id: 'STAGINGSERVER'.padEnd(26, '0'),
  name: 'Staging',
  grants: [{ vaultId: STAGING.id, access: 'rw' }],
};

export const SERVERS: readonly Server[] = [SERVER, OTHER_SERVER];

export const TYPES_KNOWN = { allowEveryone: false, typesKnown: true } as const;

/** A run of `acme/shop` that deploys from main. */
export const IDENTITY: WorkloadIdentity = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/shop:ref:refs/heads/main',
  tokenId: 'a7f1c0de',
  issuedAt: NOW,
  expiresAt: instant(NOW + 300_000),
  repositoryId: '4711',
  repositoryOwnerId: '42',
  repository: 'acme/shop',
  runId: '9001',
  runAttempt: '1',
  checkRunId: '77001',
  ref: 'refs/heads/main',
  refType: 'branch',
  environment: 'production',
  event: 'push',
  workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  jobWorkflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
};

/** What every rule has to name (T1). */
export const IDS: readonly Condition[] = [
  { claim: 'repository_id', patterns: ['4711'] },
  { claim: 'repository_owner_id', patterns: ['42'] },
];

export const allow = (more: readonly Condition[] = [], over: Partial<AllowRule> = {}): AllowRule => ({
  effect: 'allow',
  name: 'deploy',
  conditions: [...IDS, { claim: 'event', patterns: EVENTS_DEFAULT }, ...more],
  grant: {
    servers: ['Production'],
    vaults: [
      { vault: 'Production', access: 'r' },
      { vault: 'Shared configuration', access: undefined },
    ],
    lifetimeMax: seconds(3_600),
  },
  ...over,
});

export const deny = (more: readonly Condition[] = [], name = 'never'): DenyRule => ({
  effect: 'deny',
  name,
  conditions: [...IDS, ...more],
});

export const policy = (...rules: TrustPolicy['rules']): TrustPolicy => ({ hash: 'f'.repeat(64), rules });

export const FACTS: MintFacts = {
  identity: IDENTITY,
  policy: policy(allow()),
  servers: SERVERS,
  vaults: VAULTS,
  builtIn: TYPES_KNOWN,
  ceilings: [],
  now: NOW,
};

export const REQUEST: MintRequest = {
  server: 'Production',
  scope: [{ vault: 'Production', access: 'r', line: 1 }],
  lifetime: seconds(600),
};

export const token = (over: Partial<Token> = {}): Token => ({
  id: 'tokenone'.padEnd(26, '0'),
  name: 'standing',
  serverId: SERVER.id,
  vaults: [
    { vaultId: PRODUCTION.id, access: 'r' },
    { vaultId: CONFIGURATION.id, access: 'r' },
  ],
  createdAt: NOW,
  expiresAt: instant(NOW + 900_000),
  state: 'ACTIVE',
  ...over,
});

export const lease = (over: Partial<Lease> = {}): Lease => ({
  id: '01J00000000000000000000000',
  state: 'active',
  tokenName: 'ct1.acme0001.01J00000000000000000000000',
  key: null,
  job: {
    issuer: IDENTITY.issuer,
    repositoryId: IDENTITY.repositoryId,
    runId: IDENTITY.runId,
    runAttempt: IDENTITY.runAttempt,
    checkRunId: IDENTITY.checkRunId,
  },
  serverId: SERVER.id,
  vaults: [{ vaultId: PRODUCTION.id, access: 'r' }],
  rule: 'deploy',
  policyHash: 'f'.repeat(64),
  createdAt: NOW,
  expiresAt: instant(NOW + 600_000),
  sendDeadline: instant(NOW + 10_000),
  tokenId: 'tokenone'.padEnd(26, '0'),
  endReason: null,
  endedAt: null,
  attempts: 0,
  nextTryAt: null,
  absentAt: null,
  stuckAt: null,
  epoch: 0,
  ...over,
});
