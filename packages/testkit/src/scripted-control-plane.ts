import {
  type CallFailure,
  type Clock,
  type ControlPlane,
  err,
  type IssuedToken,
  ok,
  type Result,
  type Server,
  sameId,
  seconds,
  secret,
  type Token,
  type TokenOrder,
  tokenVaults,
  type Vault,
} from '@connect-token/core';

/**
 * How the next calls go wrong. `down`: refused, nothing happens. `lost`: it happens, and the answer doesn't arrive.
 * `unsure`: it doesn't happen, and nobody says so. `hang`: no answer, ever. `wider`: a token with more access than ordered.
 */
export type Misbehaviour = 'ok' | 'down' | 'lost' | 'unsure' | 'hang' | 'wider';

export interface ScriptedControlPlane extends ControlPlane {
  /** What the coming calls of a kind do, one each; `ok` when the script is over. */
  readonly script: Record<'create' | 'list' | 'delete', Misbehaviour[]>;
  /** Every call, in order: what a mint may send at most once. */
  readonly calls: readonly string[];
  /** Tokens that would serve now. */
  live(): readonly Token[];
}

interface World {
  readonly clock: Clock;
  readonly vaults: readonly Vault[];
  readonly servers: readonly Server[];
}

/** A 1Password account in memory that misbehaves on request: upstream as the lease protocol fears it. */
export function scriptedControlPlane({ clock, vaults, servers }: World): ScriptedControlPlane {
  const tokens = new Map<string, Token>();
  const calls: string[] = [];
  const script: ScriptedControlPlane['script'] = { create: [], list: [], delete: [] };

  const perform = async <T>(
    kind: keyof typeof script,
    act: (how: Misbehaviour) => T,
  ): Promise<Result<T, CallFailure>> => {
    const how = script[kind].shift() ?? 'ok';
    calls.push(kind);
    switch (how) {
      case 'down':
        return failed('none', 'refused');
      case 'unsure':
        return failed('unknown', 'reset');
      case 'hang':
        return new Promise(() => {});
      case 'lost':
        act(how);
        return failed('unknown', 'reset');
      case 'ok':
      case 'wider':
        return ok(act(how));
    }
  };

  const create = (order: TokenOrder, how: Misbehaviour): IssuedToken => {
    const id = `token${String(tokens.size + 1).padStart(21, '0')}`;
    const ordered = tokenVaults(order.scope);
    const token: Token = {
      id,
      name: order.name,
      serverId: order.serverId,
      vaults: how === 'wider' ? ordered.map(({ vaultId }) => ({ vaultId, access: 'rw' })) : ordered,
      createdAt: clock.now(),
      expiresAt: order.expiresAt,
      state: 'ACTIVE',
    };
    tokens.set(id, token);
    return { token, secret: secret(`e30.${id}.c2ln`) };
  };

  const remove = (id: string): 'deleted' | 'absent' => {
    const token = tokens.get(id);
    if (token === undefined || token.state === 'REVOKED') return 'absent';
    tokens.set(id, { ...token, state: 'REVOKED' });
    return 'deleted';
  };

  return {
    capabilities: { settlesWithin: seconds(0), listsMayBeStale: false, vaultTypesKnown: true },
    vaults: { list: async () => ok(vaults) },
    servers: { list: async () => ok(servers) },
    tokens: {
      create: (order) => perform('create', (how) => create(order, how)),
      list: () => perform('list', () => [...tokens.values()]),
      delete: (id) =>
        perform('delete', () => remove([...tokens.keys()].find((known) => sameId(known, id)) ?? id)),
    },
    script,
    calls,
    live: () =>
      [...tokens.values()].filter(
        ({ state, expiresAt }) => state === 'ACTIVE' && (expiresAt === null || clock.now() < expiresAt),
      ),
  };
}

const failed = (effect: CallFailure['effect'], cause: string) =>
  err({ effect, failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause } } as const);
