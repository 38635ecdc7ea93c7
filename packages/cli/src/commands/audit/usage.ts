import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type UsageChoice,
} from '@connect-token/core';
import { formatTokenUse } from '@connect-token/protocol/management-client';
import type { Args } from '../../args.ts';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { formatJson } from '../../output/json.ts';
import { usageTable } from '../../output/usage.ts';
import { readRepository, readSince } from './filter.ts';
import { readLimit } from './list.ts';
import { readNames } from './names.ts';

export const listUsage: AccountWork = async (args, session) => {
  const { management, io, format } = session;
  const choice = readChoice(args);
  const limit = readLimit(args.text('limit'));
  const since = readSince(args.text('since'), io.now());
  const failures: Failure[] = [choice, limit, since].flatMap((each) => (each.ok ? [] : [each.error]).flat());
  if (isNonEmpty(failures)) return err(failures);
  if (!choice.ok || !limit.ok || !since.ok) throw new Error('invariant: a failure that was told');
  const uses = await asked(
    management.audit.usage({
      choice: choice.value,
      limit: limit.value,
      before: args.text('before') ?? null,
      since: since.value.since ?? null,
    }),
  );
  if (!uses.ok) return uses;
  if (format === 'json') {
    io.stdout.write(formatJson(uses.value.map(formatTokenUse)));
    return ok('done');
  }
  const names = await readNames(management);
  if (!names.ok) return names;
  io.stdout.write(usageTable(uses.value, names.value, io.stdout.colour));
  return ok('done');
};

/** Whose uses: exactly one way of saying it. */
function readChoice(args: Args): Result<UsageChoice, NonEmpty<Failure>> {
  const lease = args.text('lease');
  const run = args.text('run');
  const token = args.text('token');
  const repository = readRepository(args.text('repository'));
  if (!repository.ok) return err([repository.error]);
  const ways: readonly (UsageChoice | undefined)[] = [
    lease === undefined ? undefined : { by: 'lease', leaseId: lease.toUpperCase() },
    run === undefined ? undefined : { by: 'run', runId: run },
    repository.value.repository === undefined
      ? undefined
      : { by: 'repository', repositoryId: repository.value.repository },
    token === undefined ? undefined : { by: 'token', tokenId: token },
  ];
  const [way, ...more] = ways.filter((each) => each !== undefined);
  if (way !== undefined && more.length === 0) return ok(way);
  const problem =
    'whose uses? Give exactly one of `--lease`, `--run`, `--repository` and `--token`, each with an id';
  return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
}
