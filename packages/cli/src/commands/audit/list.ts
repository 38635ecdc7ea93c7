import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { eventRecord, eventTable } from '../../output/audit.ts';
import { print } from '../../output/print.ts';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1_000;

export const listEvents: AccountWork = async (args, session) => {
  const { management } = session;
  const limit = readLimit(args.text('limit'));
  if (!limit.ok) return err([limit.error]);
  const events = await asked(
    management.audit.list({ limit: limit.value, before: args.text('before') ?? null }),
  );
  if (!events.ok) return events;
  const people = await asked(management.people.list());
  if (!people.ok) return people;
  print(session, {
    json: () => events.value.map(eventRecord),
    human: (colour) => eventTable(events.value, people.value, colour),
  });
  return ok('done');
};

function readLimit(text: string | undefined): Result<number, FailureOf<'USAGE_INVALID'>> {
  if (text === undefined) return ok(LIMIT_DEFAULT);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMIT_MAX) return ok(limit);
  const problem = `\`--limit\` is a whole number from 1 to ${LIMIT_MAX}`;
  return err({ code: 'USAGE_INVALID', problem, instead: null });
}
