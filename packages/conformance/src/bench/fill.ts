import { createHash, randomBytes } from 'node:crypto';
import { type Instant, instant, leaseTokenName, type NonEmpty, plus, seconds } from '@connect-token/core';
import { systemClock, systemIds } from '@connect-token/lifecycle';
import { must } from '../control-plane/subject.ts';
import type { House } from './house.ts';
import { OWNER_ID, REPOSITORY_ID } from './wish.ts';

/** As many as go into one transaction. */
const LANES = 128;

const HOUR = seconds(3_600);

/** Active leases, each of a run of its own, whose tokens the account has; made by the steps of a mint, without the requests. */
export async function fill(house: House, count: number, expiresAt: Instant): Promise<void> {
  const servers = must(await house.account.controlPlane.servers.list());
  const [vault] = must(await house.account.controlPlane.vaults.list());
  const [server] = servers;
  if (server === undefined || vault === undefined) throw new Error('an account without a server and a vault');
  const scope = [{ vault, access: 'r' }] as const satisfies NonEmpty<unknown>;
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (const number of numbers) {
        const lease = leaseOf(house.leases.instance, server.id, vault.id, `${number}`, expiresAt);
        await activeLease(house, lease, scope);
      }
    }),
  );
}

const leaseOf = (instance: string, serverId: string, vaultId: string, run: string, expiresAt: Instant) => {
  const id = systemIds.ulid();
  const now = systemClock.now();
  return {
    id,
    tokenName: leaseTokenName(instance, id),
    key: randomBytes(32).toString('base64url'),
    job: { issuer: 'bench', repositoryId: REPOSITORY_ID, runId: run, runAttempt: id, checkRunId: id },
    serverId,
    vaults: [{ vaultId, access: 'r' }] as const,
    rule: 'bench',
    policyHash: '0'.repeat(64),
    createdAt: expiresAt > now ? now : instant(expiresAt - 1),
    expiresAt,
    sendDeadline: plus(now, HOUR),
  };
};

async function activeLease(
  { leases, account }: House,
  lease: ReturnType<typeof leaseOf>,
  scope: Parameters<House['account']['controlPlane']['tokens']['create']>[0]['scope'],
): Promise<void> {
  const { job } = lease;
  const stamp = () => ({ id: systemIds.ulid(), at: systemClock.now() });
  const { key: tokenId } = lease;
  const idToken = { issuer: job.issuer, tokenId, keepUntil: plus(systemClock.now(), HOUR) };
  const claims = {
    ...job,
    subject: 'bench',
    tokenId,
    repository: 'acme/bench',
    repositoryOwnerId: OWNER_ID,
    ref: null,
    refType: null,
    environment: null,
    event: null,
    workflowRef: null,
    jobWorkflowRef: null,
  };
  const admission = { plan: { kind: 'unlimited' }, standing: 0, ceilings: [] } as const;
  must(await leases.intend({ lease, idToken, admission, claims }, stamp()));
  const order = {
    name: lease.tokenName,
    serverId: lease.serverId,
    scope,
    expiresAt: plus(systemClock.now(), HOUR),
  };
  const { token, secret } = must(await account.controlPlane.tokens.create(order));
  const sha256 = createHash('sha256').update(secret.reveal()).digest('hex');
  if (!(await leases.activate(lease.id, { id: token.id, sha256 }, stamp())))
    throw new Error('a lease that nobody has ended');
}
