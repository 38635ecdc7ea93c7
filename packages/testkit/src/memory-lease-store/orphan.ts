import type { EventStamp, Lease, Orphan } from '@connect-token/core';
import { allOf, type Memory } from './memory.ts';
import { isHolding, type LeaseRow, plain, UNBORN } from './row.ts';

export const unexplained = (memory: Memory, tokenNames: readonly string[]): readonly string[] => {
  const explained = new Set(
    allOf(memory)
      .filter(isHolding)
      .map(({ tokenName }) => tokenName),
  );
  return tokenNames.filter((name) => !explained.has(name));
};

export function adopt(memory: Memory, orphan: Orphan, { at }: EventStamp): Lease | null {
  const { leaseId, tokenId, tokenName, serverId, vaults, expiresAt } = orphan;
  const isAdopted = allOf(memory).some(
    (lease) => lease.state === 'revoking' && lease.rule === null && lease.tokenId === tokenId,
  );
  if (isAdopted || unexplained(memory, [tokenName]).length === 0) return null;
  const row: LeaseRow = {
    ...UNBORN,
    id: leaseId,
    state: 'revoking',
    tokenName,
    key: null,
    job: null,
    serverId,
    vaults,
    rule: null,
    policyHash: null,
    createdAt: at,
    expiresAt: expiresAt ?? at,
    sendDeadline: at,
    tokenId,
    endReason: 'orphan',
    endedAt: at,
  };
  memory.leases.set(leaseId, row);
  return plain(row);
}
