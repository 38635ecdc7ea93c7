import { createHash } from 'node:crypto';
import {
  type AuditDamage,
  type AuditEvent,
  type AuditHead,
  type CallFailure,
  compareHead,
  findDamage,
  type Instant,
  type Management,
  NO_SEAL,
  ok,
  type Result,
  type TrailEvent,
  type TrailMark,
} from '@connect-token/core';

/** Where a trail is read from: whoever has it says nothing about it but what stands in it. */
export type TrailSource = Pick<Management['audit'], 'head' | 'seals' | 'trail'>;

type Link = Pick<AuditHead, 'number' | 'hash'>;

export interface TrailReport {
  /** The last seal when the reading began; `null` where there was none. All up to it was looked at, unless there is damage. */
  readonly head: AuditHead | null;
  /** How many events those seals hold. */
  readonly events: number;
  /** What no seal held yet. */
  readonly unsealed: { readonly count: number; readonly oldest: Instant | null };
  /** The first there is. */
  readonly damage: AuditDamage | null;
}

const SEALS = 50;
const EVENTS = 1_000;

/**
 * Reads the whole trail and computes every hash anew, page by page; `kept`: a head that was printed before, to find out whether
 * the trail was cut or written anew since. What is written meanwhile is left for the next time.
 */
export async function verifyTrail(
  source: TrailSource,
  kept: Link | null,
): Promise<Result<TrailReport, CallFailure>> {
  const head = await source.head();
  if (!head.ok) return head;
  const reader = readerOf(source);
  const sealed = await verifySeals(source, reader, head.value, kept);
  if (!sealed.ok) return sealed;
  const { events, damage } = sealed.value;
  const report = { head: head.value, events };
  if (damage !== undefined) return ok({ ...report, unsealed: { count: 0, oldest: null }, damage });
  const rest = await readRest(source, reader);
  return rest.ok ? ok({ ...report, ...rest.value }) : rest;
}

interface Sealed {
  readonly events: number;
  readonly damage: AuditDamage | undefined;
}

async function verifySeals(
  source: TrailSource,
  reader: TrailReader,
  head: AuditHead | null,
  kept: Link | null,
): Promise<Result<Sealed, CallFailure>> {
  const last = head?.number ?? 0;
  let before: Link = { number: 0, hash: NO_SEAL };
  let events = 0;
  while (before.number < last) {
    const page = await source.seals({ after: before.number, limit: SEALS });
    if (!page.ok) return page;
    for (const seal of page.value.filter(({ number }) => number <= last)) {
      // One more than it should have, so that one too many is found, and no more however many there are.
      const held = await reader.take(seal.number, seal.events.length + 1);
      if (!held.ok) return held;
      const damage = findDamage(seal, before, held.value, sha256) ?? compareHead(seal, kept);
      if (damage !== undefined) return ok({ events, damage });
      before = seal;
      events += held.value.length;
    }
    if (page.value.length === 0)
      return ok({ events, damage: { kind: 'seal-missing', seal: before.number + 1 } });
  }
  const cut = kept !== null && kept.number > last;
  return ok({ events, damage: cut ? { kind: 'head-missing', seal: kept.number } : undefined });
}

type Rest = Pick<TrailReport, 'unsealed' | 'damage'>;

/** What the last seal doesn't hold: not sealed, sealed since, or said to be in a seal that there isn't. */
async function readRest(source: TrailSource, reader: TrailReader): Promise<Result<Rest, CallFailure>> {
  let count = 0;
  let oldest: Instant | null = null;
  let named = 0;
  for (;;) {
    const next = await reader.next();
    if (!next.ok) return next;
    if (next.value === undefined) break;
    count += 1;
    oldest = oldest === null || next.value.event.at < oldest ? next.value.event.at : oldest;
    named = Math.max(named, next.value.seal ?? 0);
  }
  const unsealed = { count, oldest };
  const head = await source.head();
  if (!head.ok) return head;
  const missing = named > (head.value?.number ?? 0);
  return ok({ unsealed, damage: missing ? { kind: 'seal-missing', seal: named } : null });
}

interface TrailReader {
  /** The events up to a seal that weren't taken before, at most so many. */
  take(seal: number, max: number): Promise<Result<readonly AuditEvent[], CallFailure>>;
  /** The next event; `undefined` at the end. */
  next(): Promise<Result<TrailEvent | undefined, CallFailure>>;
}

function readerOf(source: TrailSource): TrailReader {
  let page: readonly TrailEvent[] = [];
  let place = 0;
  let mark: TrailMark | null = null;

  const peek = async (): Promise<Result<TrailEvent | undefined, CallFailure>> => {
    if (place < page.length) return ok(page[place]);
    const more: Result<readonly TrailEvent[], CallFailure> = await source.trail({
      after: mark,
      limit: EVENTS,
    });
    if (!more.ok) return more;
    page = more.value;
    place = 0;
    const last = page.at(-1);
    mark = last === undefined ? mark : { seal: last.seal, id: last.event.id };
    return ok(page[0]);
  };
  return {
    take: async (seal, max) => {
      const events: AuditEvent[] = [];
      while (events.length < max) {
        const next = await peek();
        if (!next.ok) return next;
        if (next.value === undefined || next.value.seal === null || next.value.seal > seal) break;
        events.push(next.value.event);
        place += 1;
      }
      return ok(events);
    },
    next: async () => {
      const next = await peek();
      place += 1;
      return next;
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
