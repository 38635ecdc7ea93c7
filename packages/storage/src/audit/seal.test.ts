import { type AuditEvent, type AuditSeal, findDamage, instant, NO_SEAL } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealOf, sha256 } from './seal.ts';

const START = instant(Date.UTC(2026, 10, 1));

const eventAt = (index: number): AuditEvent => ({
  id: String(index * 2 + 1).padStart(26, '0'),
  at: START,
  kind: 'lease.revoking',
  actor: null,
  subject: { lease: `lease ${index}` },
  detail: { reason: 'handle' },
});

interface Trail {
  readonly seals: readonly AuditSeal[];
  readonly batches: readonly (readonly AuditEvent[])[];
}

/** A trail of seals with these numbers of events. */
function trailOf(sizes: readonly number[]): Trail {
  let next = 0;
  const batches = sizes.map((size) => Array.from({ length: size }, () => eventAt(next++)));
  const seals: AuditSeal[] = [];
  for (const events of batches) seals.push(sealOf(events, seals.at(-1) ?? null, START));
  return { seals, batches };
}

/** What a reader of the trail finds first. */
function verify({ seals, batches }: Trail) {
  let before = { number: 0, hash: NO_SEAL };
  for (const [index, seal] of seals.entries()) {
    const damage = findDamage(seal, before, batches[index] ?? [], sha256);
    if (damage !== undefined) return damage;
    before = seal;
  }
  return undefined;
}

const withBatch = ({ seals, batches }: Trail, at: number, events: readonly AuditEvent[]): Trail => ({
  seals,
  batches: batches.map((batch, index) =>
    index === at ? [...events].sort((a, b) => (a.id < b.id ? -1 : 1)) : batch,
  ),
});

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });

const spot = sizes.chain((given) =>
  fc
    .nat(given.length - 1)
    .chain((batch) =>
      fc.nat((given[batch] ?? 1) - 1).map((event) => ({ trail: trailOf(given), batch, event })),
    ),
);

describe('a sealed trail', () => {
  test('that nobody touched has no damage', () => {
    fc.assert(
      fc.property(sizes, (given) => {
        expect(verify(trailOf(given))).toBeUndefined();
      }),
    );
  });

  test('tells which event was changed, whatever of it', () => {
    const changes: readonly ((event: AuditEvent) => AuditEvent)[] = [
      (event) => ({ ...event, at: instant(event.at + 1) }),
      (event) => ({ ...event, kind: 'lease.revoked' }),
      (event) => ({ ...event, actor: { kind: 'owner' } }),
      (event) => ({ ...event, subject: { ...event.subject, run: '1' } }),
      (event) => ({ ...event, detail: { reason: 'handle ' } }),
    ];
    fc.assert(
      fc.property(spot, fc.constantFrom(...changes), ({ trail, batch, event }, change) => {
        const events = trail.batches[batch] ?? [];
        const changed = events.map((each, index) => (index === event ? change(each) : each));
        expect(verify(withBatch(trail, batch, changed))).toEqual({
          kind: 'event-changed',
          seal: batch + 1,
          event: events[event]?.id,
        });
      }),
    );
  });

  test('tells which event is missing, and which was put in', () => {
    fc.assert(
      fc.property(spot, ({ trail, batch, event }) => {
        const events = trail.batches[batch] ?? [];
        const id = events[event]?.id ?? '';
        const without = events.filter((each) => each.id !== id);
        const seal = batch + 1;
        expect(verify(withBatch(trail, batch, without))).toEqual({ kind: 'event-missing', seal, event: id });
        const added = { ...eventAt(0), id: `${id.slice(0, -1)}Z` };
        expect(verify(withBatch(trail, batch, [...events, added]))).toEqual({
          kind: 'event-inserted',
          seal,
          event: added.id,
        });
      }),
    );
  });

  test('tells that two events changed places', () => {
    fc.assert(
      fc.property(spot, spot, ({ trail, batch, event }, other) => {
        const events = trail.batches[batch] ?? [];
        const [one, two] = [events[event], events[other.event % events.length]];
        fc.pre(one !== undefined && two !== undefined && one.id !== two.id);
        const swapped = events.map((each) => {
          if (each === one) return { ...each, id: two?.id ?? '' };
          return each === two ? { ...each, id: one?.id ?? '' } : each;
        });
        expect(verify(withBatch(trail, batch, swapped))).toMatchObject({
          kind: 'event-changed',
          seal: batch + 1,
        });
      }),
    );
  });

  test('tells which seal was changed, is missing or stands in for another', () => {
    fc.assert(
      fc.property(spot, fc.nat(), ({ trail, batch }, salt) => {
        const { seals, batches } = trail;
        const number = batch + 1;
        const changed = (change: Partial<AuditSeal>): Trail => ({
          batches,
          seals: seals.map((seal, index) => (index === batch ? { ...seal, ...change } : seal)),
        });
        expect(verify(changed({ at: instant(START + 1) }))).toEqual({ kind: 'seal-changed', seal: number });
        expect(verify(changed({ hash: sha256(String(salt)) }))).toEqual({
          kind: 'seal-changed',
          seal: number,
        });
        expect(verify(changed({ previous: sha256(String(salt)) }))).toEqual({
          kind: 'seal-unlinked',
          seal: number,
        });
        if (number === seals.length) return;
        const drop = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => index !== batch);
        expect(verify({ seals: drop(seals), batches: drop(batches) })).toEqual({
          kind: 'seal-missing',
          seal: number,
        });
        // Sealed anew as if nothing had been: the next one says otherwise.
        const anew = sealOf([eventAt(99)], seals[batch - 1] ?? null, START);
        const forged = {
          batches: batches.map((each, index) => (index === batch ? [eventAt(99)] : each)),
          seals: seals.map((each, index) => (index === batch ? anew : each)),
        };
        expect(verify(forged)).toEqual({ kind: 'seal-unlinked', seal: number + 1 });
      }),
    );
  });
});

test('a seal is never older than the one before, whatever the clock says', () => {
  const [seal] = trailOf([1]).seals;
  expect(sealOf([eventAt(1)], seal ?? null, instant(0)).at).toBe(START);
});
