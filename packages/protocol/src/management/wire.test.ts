import {
  type Actor,
  AUDIT_EVENT_KINDS,
  CREDENTIAL_RIGHTS,
  type Credential,
  type DetailValue,
  END_REASONS,
  type HeldLease,
  instant,
  LEASE_STATES,
  type ManagedServer,
  type ManagedVault,
  type Managers,
  type NonEmpty,
  SUBJECT_NOUNS,
  seconds,
  type Token,
  type TrailEvent,
} from '@connect-token/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { sealJson, trailEventJson } from './audit.ts';
import {
  formatSeal,
  formatTrailEvent,
  formatTrailMark,
  parseSeal,
  parseTrailEvent,
  parseTrailMark,
} from './convert/audit.ts';
import {
  formatCredential,
  formatCredentialOrder,
  parseCredential,
  parseCredentialOrder,
} from './convert/credential.ts';
import { formatCredits, parseCredits } from './convert/credits.ts';
import { formatManagers, parseManagers } from './convert/group.ts';
import { formatLease, parseLease } from './convert/record.ts';
import { formatServer, parseServer } from './convert/server.ts';
import { formatToken, parseToken } from './convert/token.ts';
import { formatVault, parseVault } from './convert/vault.ts';
import { credentialJson, credentialOrderJson } from './credential.ts';
import { CREDENTIAL_PATTERN, isCredential, newCredential, sha256OfCredential } from './credential-text.ts';
import { creditsJson } from './credits.ts';
import { managersJson } from './group.ts';
import { leaseJson } from './record.ts';
import { serverJson } from './server.ts';
import { tokenJson } from './token.ts';
import { vaultJson } from './vault.ts';

const RUNS = { seed: 20_261_122, numRuns: 100 };

const id = fc.stringMatching(/^[a-z0-9]{26}$/);
const name = fc.string({ unit: 'binary', maxLength: 30 });
const count = fc.nat();
/** Years that RFC 3339 can say, in four digits. */
const at = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }).map(instant);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const access = fc.constantFrom('r', 'w', 'rw' as const);
const grants = fc.array(fc.record({ vaultId: id, access }), { maxLength: 3 });
const ids = fc.tuple(id, id).map((two): NonEmpty<string> => two);
const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.constant({ kind: 'owner' } as const),
  id.map((personId) => ({ kind: 'person', personId }) as const),
);

const vault: fc.Arbitrary<ManagedVault> = fc.record({
  id,
  name,
  type: orNull(name),
  attributeVersion: count,
  contentVersion: count,
  items: count,
  createdAt: at,
  updatedAt: at,
});
const server: fc.Arbitrary<ManagedServer> = fc.record({
  id,
  name,
  grants,
  fixedVaults: orNull(fc.array(id)),
  createdAt: at,
  tokensVersion: count,
});
const token: fc.Arbitrary<Token> = fc.record({
  id,
  name,
  serverId: id,
  vaults: grants,
  createdAt: at,
  expiresAt: orNull(at),
  state: fc.constantFrom('ACTIVE', 'REVOKED' as const),
});
const rights = fc.subarray([...CREDENTIAL_RIGHTS], { minLength: 1 }) as fc.Arbitrary<unknown> as fc.Arbitrary<
  Credential['rights']
>;
const credential: fc.Arbitrary<Credential> = fc.record({
  id,
  name,
  personId: id,
  rights,
  createdAt: at,
  expiresAt: at,
  revokedAt: orNull(at),
});
const lease: fc.Arbitrary<HeldLease> = fc.record({
  id,
  state: fc.constantFrom(...LEASE_STATES),
  serverId: id,
  vaultIds: ids,
  repositoryId: orNull(name),
  runId: orNull(name),
  runAttempt: orNull(name),
  rule: orNull(name),
  tokenId: orNull(id),
  createdAt: at,
  expiresAt: at,
  endReason: orNull(fc.constantFrom(...END_REASONS)),
  endedAt: orNull(at),
  attempts: count,
  nextTryAt: orNull(at),
  stuckAt: orNull(at),
});
const ulid = fc.stringMatching(/^[0-9A-Z]{26}$/);
/** Members in any order: a name like `__proto__` is one like others. */
const detail = fc.dictionary(name, fc.jsonValue() as fc.Arbitrary<DetailValue>, { noNullPrototype: true });
const trailEvent: fc.Arbitrary<TrailEvent> = fc.record({
  event: fc.record({
    id: ulid,
    at,
    actor: orNull(actor),
    kind: fc.constantFrom(...AUDIT_EVENT_KINDS),
    subject: fc.dictionary(fc.constantFrom(...SUBJECT_NOUNS), id, { noNullPrototype: true }),
    detail,
  }),
  seal: orNull(count),
});
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const seal = fc.record({
  number: count,
  at,
  previous: hash,
  hash,
  events: fc.array(fc.record({ id: ulid, sha256: hash })),
});
const managers: fc.Arbitrary<Managers> = fc.record({
  global: fc.array(id),
  own: fc.array(fc.tuple(id, ids)).map((entries) => new Map(entries)),
});
const plan = fc.oneof(
  fc.constant({ kind: 'unlimited' } as const),
  count.map((limit) => ({ kind: 'metered', limit }) as const),
);
const credits = fc.record({
  plan,
  own: plan,
  usage: count,
  servers: fc.array(fc.record({ serverId: id, usage: count })),
  held: count,
  used: count,
});
const credentialOrder = fc.record({
  name,
  personId: id,
  rights,
  lifetime: fc.option(count.map(seconds), { nil: undefined }),
});

/** Out as JSON and in again, through the schema: nothing is lost. */
function crosses<T, S extends z.ZodType>(
  values: fc.Arbitrary<T>,
  schema: S,
  format: (value: T) => z.output<S>,
  parse: (json: z.output<S>) => unknown,
): void {
  fc.assert(
    fc.property(values, (value) => {
      const json: unknown = JSON.parse(JSON.stringify(format(value)));
      expect(parse(schema.parse(json))).toEqual(value);
    }),
    RUNS,
  );
}

test('a vault crosses the wire whole', () => crosses(vault, vaultJson, formatVault, parseVault));
test('a server crosses the wire whole', () => crosses(server, serverJson, formatServer, parseServer));
test('a token crosses the wire whole', () => crosses(token, tokenJson, formatToken, parseToken));
test('a lease crosses the wire whole', () => crosses(lease, leaseJson, formatLease, parseLease));
test('an event of the trail crosses the wire whole', () =>
  crosses(trailEvent, trailEventJson, formatTrailEvent, parseTrailEvent));
test('a seal crosses the wire whole', () => crosses(seal, sealJson, formatSeal, parseSeal));
test('a place in the trail is a cursor, and nothing else is one', () => {
  for (const mark of [
    { seal: null, id: 'A'.repeat(26) },
    { seal: 7, id: '0'.repeat(26) },
  ])
    expect(parseTrailMark(formatTrailMark(mark))).toEqual(mark);
  for (const text of ['', '7', 'x', `07x${'A'.repeat(26)}`, `7x${'a'.repeat(26)}`, `-1x${'A'.repeat(26)}`])
    expect(parseTrailMark(text)).toBeUndefined();
});
test('managers cross the wire whole', () => crosses(managers, managersJson, formatManagers, parseManagers));
test('credits cross the wire whole', () => crosses(credits, creditsJson, formatCredits, parseCredits));
test('a credential crosses the wire whole', () =>
  crosses(credential, credentialJson, formatCredential, parseCredential));
test('the order of a credential crosses the wire whole', () =>
  crosses(credentialOrder, credentialOrderJson, formatCredentialOrder, parseCredentialOrder));

test('a credential is 256 random bits, known by its form and kept as its hash', () => {
  const [one, other] = [newCredential(), newCredential()];
  expect(one).toMatch(CREDENTIAL_PATTERN);
  expect(one).not.toBe(other);
  expect(isCredential(one)).toBe(true);
  for (const text of [`${one}a`, one.slice(1), `cth_${one.slice(4)}`, `${one}\n`, ''])
    expect(isCredential(text), text).toBe(false);
  expect(sha256OfCredential('ctm_')).toMatch(/^[0-9a-f]{64}$/);
});
