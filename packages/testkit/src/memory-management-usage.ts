import {
  type ActivityEntry,
  type Management,
  ok,
  type TokenUse,
  type UsageChoice,
} from '@connect-token/core';
import type { MemoryLeaseStore } from './memory-lease-store/memory-lease-store.ts';

export interface MemoryActivity {
  /** Whose token it was is looked up here and now: leases are forgotten, and what they did isn't. */
  record(entry: ActivityEntry): void;
  readonly usage: Management['audit']['usage'];
}

/** What tokens were used for, newest first. */
export function memoryActivity(leases: MemoryLeaseStore): MemoryActivity {
  const uses: TokenUse[] = [];
  return {
    record: (entry) => {
      const lease = leases.leaseOf(entry.actor.tokenId);
      uses.unshift({
        ...entry,
        id: String(uses.length).padStart(26, '0'),
        lease: lease && {
          leaseId: lease.id,
          repositoryId: lease.job?.repositoryId ?? null,
          runId: lease.job?.runId ?? null,
        },
      });
    },
    usage: async ({ choice, limit, before, since }) =>
      ok(
        uses
          .filter((use) => (before === null || use.id < before) && (since === null || use.at >= since))
          .filter((use) => isChosen(use, choice))
          .slice(0, limit),
      ),
  };
}

function isChosen({ actor, lease }: TokenUse, choice: UsageChoice): boolean {
  switch (choice.by) {
    case 'lease':
      return lease?.leaseId === choice.leaseId;
    case 'run':
      return lease?.runId === choice.runId;
    case 'repository':
      return lease?.repositoryId === choice.repositoryId;
    case 'token':
      return actor.tokenId === choice.tokenId;
  }
}
