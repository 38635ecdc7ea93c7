import {
  err,
  type Instant,
  instant,
  isLive,
  ok,
  type Result,
  refuseTokens,
  type Seconds,
  type Server,
  sameId,
  standingTokens,
  type Token,
  type WorkloadIdentity,
} from '@connect-token/core';
import { answered } from './answered.ts';
import { call, refuseAway, storeAway } from './call.ts';
import type { Refused } from './mint.ts';
import type { Outcome } from './outcome.ts';
import { pageOf, type Swept, type SweptPage } from './sweep.ts';
import type { Watched } from './watched.ts';

/** A token that somebody made by hand. What it reaches isn't told, nor the text that it is. */
export interface StandingToken extends Pick<Token, 'id' | 'name' | 'createdAt' | 'expiresAt'> {
  readonly server: { readonly id: string; readonly name: string | null };
  /** `null`: no use is known. */
  readonly lastUsedAt: Instant | null;
}

/** What is remembered of the uses of tokens. */
export interface TokenUses {
  /** For how long. */
  readonly keep: Seconds;
  lastUsedAt(tokenIds: readonly string[]): Promise<ReadonlyMap<string, Instant>>;
}

export interface StandingTokens extends Swept<StandingToken> {
  /** Since when uses are known; `null`: none ever is. */
  readonly usesSince: Instant | null;
}

export const listTokens = (
  around: Watched,
  identity: WorkloadIdentity,
  page: SweptPage,
  uses: TokenUses | undefined,
): Promise<Result<StandingTokens, Refused>> =>
  answered(around, identity, {
    question: 'list-tokens',
    ends: false,
    allowed: (policy) => {
      const refused = refuseTokens(policy, identity, 'read');
      return refused === undefined ? ok(null) : err(refused);
    },
    answer: () => gather(around, page, uses),
  });

async function gather(
  around: Watched,
  { after, limit }: SweptPage,
  uses: TokenUses | undefined,
): Promise<Outcome<StandingTokens>> {
  const { controlPlane, leases, clock } = around;
  const away = refuseAway(around);
  if (away !== undefined) return err([away]);
  const [tokens, servers] = await Promise.all([
    call(around, controlPlane.tokens.list()),
    call(around, controlPlane.servers.list()),
  ]);
  if (!tokens.ok) return err([tokens.error.failure]);
  if (!servers.ok) return err([servers.error.failure]);
  const now = clock.now();
  const standing = standingTokens(tokens.value, leases.instance)
    .filter((token) => isLive(token, now) && (after === null || token.id > after))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const { rows, next } = pageOf(standing, limit);
  try {
    const used = await uses?.lastUsedAt(rows.map(({ id }) => id));
    const usesSince = uses === undefined ? null : instant(now - Math.round(uses.keep * 1_000));
    return ok({ usesSince, next, rows: rows.map((token) => describeToken(token, servers.value, used)) });
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}

const describeToken = (
  { id, name, serverId, createdAt, expiresAt }: Token,
  servers: readonly Server[],
  used: ReadonlyMap<string, Instant> | undefined,
): StandingToken => ({
  id,
  name,
  createdAt,
  expiresAt,
  server: { id: serverId, name: servers.find((server) => sameId(server.id, serverId))?.name ?? null },
  lastUsedAt: used?.get(id) ?? null,
});
