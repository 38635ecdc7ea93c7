import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lease, NOW } from '../test/acme.ts';
import { law } from '../test/law.ts';
import { type Settlement, TIMINGS } from './lease.ts';
import { planSettlement, type SettlementEvidence, tokensOf, wantsList } from './settlement.ts';
import { type Instant, instant, plus, seconds } from './time.ts';

const EMBEDDED: Settlement = { settlesWithin: seconds(0), listsMayBeStale: false };
const LAGGING: Settlement = { settlesWithin: seconds(300), listsMayBeStale: true };

const known = lease({ state: 'revoking' });
const unknown = lease({ state: 'revoking', tokenId: null });

/** The send deadline and the deadline of the call: an embedded account's last moment. */
const SENT = plus(unknown.sendDeadline, TIMINGS.callWithin);
const LANDED = plus(SENT, LAGGING.settlesWithin);
/** From when on a list shows whatever the create has made. */
const LISTED = plus(SENT, TIMINGS.absentTwice);
const EXPIRED = plus(known.expiresAt, TIMINGS.skewWithin);

const ms = (at: Instant, more: number): Instant => instant(at + more);
const plan = (of: typeof known, evidence: SettlementEvidence, settlement: Settlement = EMBEDDED) =>
  planSettlement(of, evidence, settlement, TIMINGS);
const shown = (shows: 'none' | 'deleted' | 'live', askedAt: Instant) => ({ askedAt, shows });

describe('a lease whose token is known', () => {
  test('is revoked by the answer to the delete', () => {
    expect(plan(known, { deletion: 'done', list: null })).toEqual({ kind: 'revoked' });
  });

  test.each([
    [null, 'open'],
    [shown('live', LISTED), 'open'],
    [shown('deleted', LISTED), 'open'],
    [shown('none', LISTED), 'revoked'],
  ] as const)('where lists may be stale, by a later list that lacks it as well: %j is %s', (list, kind) => {
    expect(plan(known, { deletion: 'done', list }, LAGGING).kind).toBe(kind);
  });

  test('is not, by a list that may be older than its token: a twin could be missing in it as well (F10)', () => {
    expect(plan(known, { deletion: 'done', list: shown('none', ms(LISTED, -1)) }, LAGGING)).toEqual({
      kind: 'open',
      absentAt: null,
      lookAgainAt: LISTED,
    });
  });

  test.each([EMBEDDED, LAGGING])('whose delete fails is tried again (%j)', (settlement) => {
    const again = { kind: 'open', absentAt: null, lookAgainAt: null };
    expect(plan(known, { deletion: 'failed', list: null }, settlement)).toEqual(again);
    const early = { deletion: 'failed', list: shown('none', NOW) } as const;
    expect(plan(known, early, settlement)).toEqual(again);
  });

  test.each([
    [0, 'none', 'open'],
    [1, 'none', 'revoked'],
    [1, 'live', 'open'],
  ] as const)(
    'whose delete keeps failing, in a list %i ms past its expiry that shows it as %s: %s',
    (late, shows, kind) => {
      const list = shown(shows, ms(EXPIRED, late));
      expect(plan(known, { deletion: 'failed', list }, LAGGING).kind).toBe(kind);
    },
  );
});

describe('a lease of which nobody knows whether it has a token', () => {
  test('is open without a list, and what an earlier list lacked still counts', () => {
    const before = { ...unknown, absentAt: NOW };
    expect(plan(before, { deletion: null, list: null })).toEqual({
      kind: 'open',
      absentAt: NOW,
      lookAgainAt: null,
    });
  });

  test.each(['none', 'deleted'] as const)(
    'is settled by one list (%s) where nothing lands late and no list is stale, past the last moment',
    (shows) => {
      expect(plan(unknown, { deletion: null, list: shown(shows, SENT) })).toEqual({
        kind: 'open',
        absentAt: null,
        lookAgainAt: ms(SENT, 1),
      });
      expect(plan(unknown, { deletion: null, list: shown(shows, ms(SENT, 1)) }).kind).toBe('revoked');
    },
  );

  test('is open while a token of it is listed that no delete reached, and starts over', () => {
    const before = { ...unknown, absentAt: LANDED };
    const list = shown('live', ms(LANDED, 60_000));
    const open = { kind: 'open', absentAt: null, lookAgainAt: null };
    expect(plan(before, { deletion: null, list }, LAGGING)).toEqual(open);
    expect(plan(before, { deletion: null, list })).toEqual(open);
  });

  test('is looked at once a sweep until the last moment, for what lands early', () => {
    expect(plan(unknown, { deletion: null, list: shown('none', NOW) }, LAGGING)).toEqual({
      kind: 'open',
      absentAt: null,
      lookAgainAt: plus(NOW, TIMINGS.sweepEvery),
    });
    const late = shown('none', ms(LANDED, -1000));
    expect(plan(unknown, { deletion: null, list: late }, LAGGING)).toMatchObject({
      lookAgainAt: ms(LANDED, 1),
    });
  });

  test('needs two lists without it that are far enough apart, both past the last moment', () => {
    const first = ms(LANDED, 1);
    const second = plus(first, TIMINGS.absentTwice);
    expect(plan(unknown, { deletion: null, list: shown('none', LANDED) }, LAGGING)).toMatchObject({
      absentAt: null,
    });
    expect(plan(unknown, { deletion: null, list: shown('none', first) }, LAGGING)).toEqual({
      kind: 'open',
      absentAt: first,
      lookAgainAt: second,
    });
    const once = { ...unknown, absentAt: first };
    expect(plan(once, { deletion: null, list: shown('none', ms(second, -1)) }, LAGGING)).toEqual({
      kind: 'open',
      absentAt: first,
      lookAgainAt: second,
    });
    expect(plan(once, { deletion: null, list: shown('none', second) }, LAGGING).kind).toBe('revoked');
  });

  test('starts over where a list shows a token after all', () => {
    const once = { ...unknown, absentAt: ms(LANDED, 1) };
    const at = ms(LANDED, 10_000);
    expect(plan(once, { deletion: null, list: shown('deleted', at) }, LAGGING)).toEqual({
      kind: 'open',
      absentAt: null,
      lookAgainAt: plus(at, TIMINGS.absentTwice),
    });
  });

  test.each([
    { settlesWithin: seconds(1), listsMayBeStale: false },
    { settlesWithin: seconds(0), listsMayBeStale: true },
  ])('needs the second list also where only one of the two is so: %j', (settlement) => {
    const list = shown('none', ms(plus(SENT, settlement.settlesWithin), 1));
    expect(plan(unknown, { deletion: null, list }, settlement).kind).toBe('open');
  });
});

describe('the law that less evidence never settles more', () => {
  const deletions = [null, 'failed', 'done'] as const;
  const lists = [null, 'live', 'deleted', 'none'] as const;
  const evidence = fc.record({
    deletion: fc.constantFrom('failed' as const, 'done' as const),
    shows: fc.constantFrom(...lists),
    at: fc.integer({ min: 0, max: 2_000_000 }),
  });
  const settlements = fc.constantFrom<Settlement>(EMBEDDED, LAGGING);
  const absences = fc.option(fc.integer({ min: 0, max: 1_000_000 }));
  const settled = (
    of: typeof known,
    {
      deletion,
      shows,
      at,
    }: { deletion: (typeof deletions)[number]; shows: (typeof lists)[number]; at: number },
    settlement: Settlement,
  ): boolean => {
    const list = shows === null ? null : shown(shows, instant(NOW + at));
    return plan(of, { deletion, list }, settlement).kind === 'revoked';
  };

  test('holds for what lists show, for deletes and for time', () => {
    law(
      fc.property(
        evidence,
        evidence,
        settlements,
        fc.boolean(),
        absences,
        (one, other, settlement, id, absence) => {
          const of = {
            ...(id ? known : unknown),
            absentAt: absence === null ? null : instant(NOW + absence),
          };
          const worse = { ...one, deletion: id ? one.deletion : null };
          const better = {
            deletion:
              id && [worse.deletion, other.deletion].includes('done') ? ('done' as const) : worse.deletion,
            shows: lists[Math.max(lists.indexOf(worse.shows), lists.indexOf(other.shows))] ?? null,
            at: Math.max(worse.at, other.at),
          };
          if (settled(of, worse, settlement)) expect(settled(of, better, settlement)).toBe(true);
        },
      ),
      { runs: 2_000 },
    );
  });

  test('holds for what a control plane says of itself', () => {
    law(
      fc.property(evidence, fc.boolean(), absences, (one, id, absence) => {
        const of = { ...(id ? known : unknown), absentAt: absence === null ? null : instant(NOW + absence) };
        const seen = { ...one, deletion: id ? one.deletion : null };
        if (settled(of, seen, LAGGING)) expect(settled(of, seen, EMBEDDED)).toBe(true);
      }),
    );
  });

  test('never settles an unknown outcome while a create may land', () => {
    law(
      fc.property(evidence, settlements, absences, (seen, settlement, absence) => {
        const of = { ...unknown, absentAt: absence === null ? null : instant(NOW + absence) };
        if (settled(of, { ...seen, deletion: null }, settlement))
          expect(NOW + seen.at).toBeGreaterThan(plus(SENT, settlement.settlesWithin));
      }),
    );
  });
});

describe('a list', () => {
  test.each([
    [null, EMBEDDED, NOW, true],
    ['done', EMBEDDED, NOW, false],
    ['done', LAGGING, NOW, true],
    ['failed', LAGGING, EXPIRED, false],
    ['failed', EMBEDDED, ms(EXPIRED, 1), true],
  ] as const)(
    'is asked for only where it can say more: delete %s, %j, at %i: %s',
    (deletion, settlement, at, wanted) => {
      expect(wantsList(known, deletion, at, settlement, TIMINGS)).toBe(wanted);
    },
  );

  const token = {
    id: known.tokenId ?? '',
    name: known.tokenName,
    state: 'ACTIVE',
    expiresAt: known.expiresAt,
  } as const;
  const found = (over: object, at: Instant = NOW) =>
    tokensOf(known, [{ ...token, ...over }], at, TIMINGS).length;

  test('shows the tokens of a lease by their name and by its id, in any case', () => {
    expect(found({})).toBe(1);
    expect(found({ id: 'another' })).toBe(1);
    expect(found({ id: token.id.toUpperCase(), name: 'renamed' })).toBe(1);
    expect(found({ id: 'another', name: 'another' })).toBe(0);
    expect(tokensOf(unknown, [{ ...token, name: 'another' }], NOW, TIMINGS)).toEqual([]);
  });

  test('shows no token that was revoked, or whose expiry is past by any clock', () => {
    expect(found({ state: 'REVOKED' })).toBe(0);
    expect(found({}, ms(EXPIRED, -1))).toBe(1);
    expect(found({}, EXPIRED)).toBe(0);
    expect(found({ expiresAt: null }, EXPIRED)).toBe(1);
  });
});
