import {
  err,
  type Failure,
  type HeldLease,
  type LeaseChoice,
  mapNonEmpty,
  type NonEmpty,
  ok,
  quote,
  type Result,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { namesOf } from '../../input-names.ts';
import type { Io } from '../../io.ts';

type Choices = Result<NonEmpty<LeaseChoice>, NonEmpty<Failure>>;

/** What a command line says is to be ended: exactly one way of saying it. */
export async function readChoices(args: Args, io: Io): Promise<Choices> {
  const run = args.text('run');
  const repository = args.text('repository');
  const ways: LeaseChoice[] = [
    ...(run === undefined ? [] : [{ by: 'run', runId: run } as const]),
    ...(repository === undefined ? [] : [{ by: 'repository', repositoryId: repository } as const]),
    ...(args.has('all') ? [{ by: 'all' } as const] : []),
  ];
  const [way] = ways;
  const [first, ...others] = args.positional;
  if (ways.length + (first === undefined ? 0 : 1) !== 1) return err([unclear(ways.length > 0)]);
  if (way !== undefined) return isId(way) ? ok([way]) : err([named(way)]);
  const ids = others.length > 0 ? ok([first ?? '', ...others] as const) : await namesOf(first ?? '', io);
  return ids.ok ? ok(mapNonEmpty(ids.value, (leaseId) => ({ by: 'lease', leaseId }) as const)) : ids;
}

/** A name would choose nothing, and look as if there were nothing to end. */
const isId = (choice: LeaseChoice): boolean => {
  if (choice.by === 'run') return /^\d+$/.test(choice.runId);
  return choice.by !== 'repository' || /^\d+$/.test(choice.repositoryId);
};

const unclear = (both: boolean): Failure => ({
  code: 'USAGE_INVALID',
  problem: both
    ? 'ids of leases, `--run`, `--repository` and `--all` exclude each other'
    : 'what is to be ended? Name leases by their ids, or give one of `--run`, `--repository` and `--all`',
  instead: null,
});

const named = ({ by }: LeaseChoice): Failure => ({
  code: 'USAGE_INVALID',
  problem:
    by === 'repository'
      ? '`--repository` is a number: `gh api repos/OWNER/NAME --jq .id` tells it'
      : '`--run` is the number in the address of the run',
  instead: null,
});

/** The open leases that a choice means, for whoever is asked before they end. */
export const chosenOf = (leases: readonly HeldLease[], choice: LeaseChoice): readonly HeldLease[] =>
  leases.filter((lease) => lease.state !== 'revoking' && isChosen(lease, choice));

function isChosen({ id, runId, repositoryId }: HeldLease, choice: LeaseChoice): boolean {
  switch (choice.by) {
    case 'lease':
      return id === choice.leaseId;
    case 'run':
      return runId === choice.runId;
    case 'repository':
      return repositoryId === choice.repositoryId;
    case 'all':
      return true;
  }
}

export function formatChoice(choice: LeaseChoice): string {
  switch (choice.by) {
    case 'lease':
      return `the lease ${quote(choice.leaseId)}`;
    case 'run':
      return `the leases of the run ${quote(choice.runId)}`;
    case 'repository':
      return `the leases of the repository ${quote(choice.repositoryId)}`;
    case 'all':
      return 'every lease';
  }
}
