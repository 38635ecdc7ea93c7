import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CreditPlan,
  type DomainEvent,
  type Lease,
  type LeaseStore,
  leaseTokenName,
  type MintRequest,
  plus,
  type Settlement,
  seconds,
  TIMINGS,
  type TrustPolicy,
  type WorkloadIdentity,
} from '@connect-token/core';
import {
  createEnds,
  createMinter,
  createReaper,
  type Ends,
  type Minter,
  type Reaper,
  type Surroundings,
  systemIds,
} from '@connect-token/lifecycle';
import { leaseStore, openStore } from '@connect-token/storage';
import {
  type ManualTime,
  manualTime,
  type ScriptedControlPlane,
  scriptedControlPlane,
} from '@connect-token/testkit';

const VAULT = { id: 'vaultproduction00000000000', name: 'Production', type: 'USER_CREATED' } as const;
const OTHER = { id: 'vaultconfiguration00000000', name: 'Configuration', type: 'USER_CREATED' } as const;
const SERVER = {
  id: 'SERVERPRODUCTION0000000000',
  name: 'Production',
  grants: [
    { vaultId: VAULT.id, access: 'rw' },
    { vaultId: OTHER.id, access: 'r' },
  ],
} as const;

const POLICY: TrustPolicy = {
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
        vaults: [
          { vault: 'Production', access: 'r' },
          { vault: 'Configuration', access: undefined },
        ],
        lifetimeMax: seconds(3600),
      },
    },
  ],
};

export const ASK: MintRequest = {
  server: 'Production',
  scope: [{ vault: 'Production', access: 'r', line: 1 }],
  lifetime: seconds(600),
};

/** Everything around the use cases, real but for the account and the time. */
export interface House {
  readonly time: ManualTime;
  readonly controlPlane: ScriptedControlPlane;
  readonly leases: LeaseStore;
  readonly events: readonly DomainEvent[];
  readonly minter: Minter;
  readonly reaper: Reaper;
  readonly ends: Ends;
  readonly around: Surroundings;
  identity(over?: Partial<WorkloadIdentity>): WorkloadIdentity;
  /** An intent whose mint went no further, of a run of its own. */
  intend(run?: number): Promise<Lease>;
  /** What the mint of that intent would have made. */
  create(lease: Lease): Promise<void>;
  close(): Promise<void>;
}

export async function openHouse(
  plan: CreditPlan = { kind: 'unlimited' },
  settlement: Settlement = { settlesWithin: seconds(0), listsMayBeStale: false },
): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-'));
  const time = manualTime();
  const opened = await openStore({ directory, clock: time.clock });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const store = opened.value;
  const leases = await leaseStore(store);
  const { clock, timer } = time;
  const controlPlane = scriptedControlPlane({
    clock,
    timer,
    vaults: [VAULT, OTHER],
    servers: [SERVER],
    settlement,
  });
  const events: DomainEvent[] = [];
  const around: Surroundings = {
    controlPlane,
    leases,
    clock,
    timer,
    ids: systemIds,
    random: { fraction: () => 0.5 },
    sink: { emit: (event) => events.push(event) },
    policy: () => POLICY,
    plan: async () => plan,
    builtIn: { allowEveryone: false, typesKnown: true },
    timings: TIMINGS,
    digest: (token) => Buffer.from(token.reveal()).toString('hex').padStart(64, '0').slice(-64),
    idTokenKeep: seconds(120),
  };
  const reaper = createReaper(around);
  let tokenIds = 0;
  return {
    time,
    controlPlane,
    leases,
    events,
    around,
    minter: createMinter(around, reaper),
    reaper,
    ends: createEnds(around, reaper),
    identity: (over = {}) => {
      tokenIds += 1;
      const issuedAt = time.clock.now();
      return {
        ...IDENTITY,
        tokenId: `jti-${tokenIds}`,
        issuedAt,
        expiresAt: plus(issuedAt, seconds(300)),
        ...over,
      };
    },
    intend: async (run = 1) => {
      const id = systemIds.ulid();
      const now = time.clock.now();
      const stamp = { id: systemIds.ulid(), at: now };
      const { issuer, repositoryId, runAttempt, checkRunId } = IDENTITY;
      const lease = {
        id,
        tokenName: leaseTokenName(leases.instance, id),
        key: null,
        job: { issuer, repositoryId, runId: String(run), runAttempt, checkRunId },
        serverId: SERVER.id,
        vaults: [{ vaultId: VAULT.id, access: 'r' }],
        rule: 'deploy',
        policyHash: POLICY.hash,
        createdAt: now,
        expiresAt: plus(now, seconds(600)),
        sendDeadline: plus(now, TIMINGS.sendWithin),
      } as const;
      const idToken = { issuer, tokenId: `intent-${id}`, keepUntil: plus(now, seconds(600)) };
      const admission = { plan, standing: 0, ceilings: [] };
      const intended = await leases.intend(
        { lease, idToken, admission, claims: { ...IDENTITY, tokenId: idToken.tokenId } },
        stamp,
      );
      if (!intended.ok) throw new Error(intended.error.code);
      return intended.value;
    },
    create: async ({ tokenName, serverId, expiresAt }) => {
      const scope = [{ vault: VAULT, access: 'r' }] as const;
      const created = await controlPlane.tokens.create({ name: tokenName, serverId, scope, expiresAt });
      if (!created.ok) throw new Error(created.error.failure.code);
    },
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const IDENTITY = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/shop:ref:refs/heads/main',
  repositoryId: '1',
  repositoryOwnerId: '2',
  repository: 'acme/shop',
  runId: '10',
  runAttempt: '1',
  checkRunId: '100',
  ref: 'refs/heads/main',
  refType: 'branch',
  environment: null,
  event: 'push',
  workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  jobWorkflowRef: null,
} as const;
