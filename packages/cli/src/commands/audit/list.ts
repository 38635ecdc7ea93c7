import { auditRecord, err, type FailureOf, ok, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { eventTable } from '../../output/audit.ts';
import { formatJson } from '../../output/json.ts';
import { readFilter } from './filter.ts';
import { readNames } from './names.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

export const listEvents: AccountWork = async (args, session) => {
  const { management, io, format } = session;
  const limit = readLimit(args.text('limit'));
  if (!limit.ok) return err([limit.error]);
  const filter = await readFilter(args, management, io.now());
  if (!filter.ok) return filter;
  const page = { limit: limit.value, before: args.text('before') ?? null, filter: filter.value };
  const events = await asked(management.audit.list(page));
  if (!events.ok) return events;
  if (format === 'json') {
    io.stdout.write(formatJson(events.value.map(auditRecord)));
    return ok('done');
  }
  const names = await readNames(management);
  if (!names.ok) return names;
  io.stdout.write(eventTable(events.value, names.value, io.stdout.colour));
  return ok('done');
};

export function readLimit(text: string | undefined): Result<number, FailureOf<'USAGE_INVALID'>> {
  if (text === undefined) return ok(LIMIT_DEFAULT);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return ok(limit);
  const problem = `\`--limit\` is a whole number from 1 to ${LIMIT_MAX}`;
  return err({ code: 'USAGE_INVALID', problem, instead: null });
}
