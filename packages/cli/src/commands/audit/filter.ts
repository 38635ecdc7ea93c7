import {
  AUDIT_EVENT_KINDS,
  type AuditFilter,
  err,
  type Failure,
  type FailureOf,
  type Instant,
  instant,
  isNonEmpty,
  type Management,
  type NonEmpty,
  ok,
  parseDuration,
  quote,
  type Result,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { findServer } from '../../find.ts';

const usage = (problem: string) => err({ code: 'USAGE_INVALID', problem, instead: null } as const);

/** What the options of a line narrow the trail by. Fails with every mistake in them. */
export async function readFilter(
  args: Args,
  management: Management,
  now: Instant,
): Promise<Result<AuditFilter, NonEmpty<Failure>>> {
  const since = readSince(args.text('since'), now);
  const kind = readKind(args.text('kind'));
  const repository = readRepository(args.text('repository'));
  const failures = [since, kind, repository].flatMap((each) => (each.ok ? [] : [each.error]));
  if (isNonEmpty(failures)) return err(failures);
  const server = args.text('server');
  const found = server === undefined ? undefined : await findServer(management, server);
  if (found?.ok === false) return found;
  const given = {
    lease: args.text('lease')?.toUpperCase(),
    run: args.text('run'),
    ...(found === undefined ? {} : { server: found.value.id }),
    ...(since.ok ? since.value : {}),
    ...(kind.ok ? kind.value : {}),
    ...(repository.ok ? repository.value : {}),
  };
  return ok(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

type Read = Result<AuditFilter, FailureOf<'USAGE_INVALID' | 'DURATION_MALFORMED'>>;

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** So long ago, or an instant of RFC 3339; a day alone begins at midnight in UTC. */
export function readSince(text: string | undefined, now: Instant): Read {
  if (text === undefined) return ok({});
  const ago = parseDuration(text);
  if (ago.ok) return ok({ since: instant(Math.max(0, now - ago.value * 1_000)) });
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at) && at >= 0) return ok({ since: instant(at) });
  return usage(
    `\`--since\` is ${quote(text)}, allowed is a duration such as \`2h\` or a time such as \`2026-11-22T15:04:05Z\``,
  );
}

function readKind(text: string | undefined): Read {
  if (text === undefined) return ok({});
  if (AUDIT_EVENT_KINDS.some((kind) => kind === text || kind.startsWith(`${text}.`)))
    return ok({ kind: text });
  return usage(
    `\`--kind\` is ${quote(text)}, allowed is a kind such as \`lease.revoked\` or its noun, such as \`vault\``,
  );
}

/** A name is no id, and may have been another repository's when the event was written. */
export function readRepository(text: string | undefined): Read {
  if (text === undefined) return ok({});
  if (!text.includes('/')) return ok({ repository: text });
  return usage(
    `\`--repository\` is ${quote(text)}, allowed is the repository's id: \`gh api repos/OWNER/NAME --jq .id\` tells it`,
  );
}
