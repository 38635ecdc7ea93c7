import {
  type Capabilities,
  type Clock,
  type ControlPlane,
  type IssuedToken,
  isLive,
  ok,
  type Server,
  type Settlement,
  sameId,
  seconds,
  secret,
  type Timer,
  type Token,
  type TokenOrder,
  tokenVaults,
  type Vault,
} from '@connect-token/core';
import { type Misbehaviour, type Script, scriptedCalls } from './scripted-call.ts';

export interface ScriptedControlPlane extends ControlPlane, Script {
  /** Tokens that would serve now, whatever a list says. */
  live(): readonly Token[];
}

export interface ScriptedWorld {
  readonly clock: Clock;
  /** What is slow or late waits here; a world without one has neither. */
  readonly timer?: Timer;
  readonly vaults: readonly Vault[];
  readonly servers: readonly Server[];
  /** As the embedded account declares it, unless said otherwise. */
  readonly settlement?: Settlement;
}

/** A 1Password account in memory that misbehaves on request: upstream as the lease protocol fears it. */
export function scriptedControlPlane(world: ScriptedWorld): ScriptedControlPlane {
  const { clock, vaults, servers } = world;
  const capabilities: Capabilities = {
    settlesWithin: seconds(0),
    listsMayBeStale: false,
    ...world.settlement,
    vaultTypesKnown: true,
    revocationsPerSecond: null,
  };
  const tokens = new Map<string, Token>();
  const history = pastOf(tokens, clock);
  const calls = scriptedCalls(clock, world.timer, capabilities.settlesWithin);

  const make = (order: TokenOrder, how: Misbehaviour): IssuedToken => {
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
    history.write(token);
    return { token, secret: secret(`e30.${id}.c2ln`) };
  };

  const create = (order: TokenOrder, how: Misbehaviour): IssuedToken => {
    const issued = make(order, how);
    if (how === 'twice' || how === 'twice-lost') make(order, how);
    return issued;
  };

  const remove = (asked: string): 'deleted' | 'absent' => {
    const id = [...tokens.keys()].find((known) => sameId(known, asked)) ?? asked;
    const token = tokens.get(id);
    if (token === undefined || token.state === 'REVOKED') return 'absent';
    history.write({ ...token, state: 'REVOKED' });
    return 'deleted';
  };

  return {
    capabilities,
    vaults: { list: async () => ok(vaults) },
    servers: { list: async () => ok(servers) },
    tokens: {
      create: (order) => calls.perform('create', (how) => create(order, how)),
      list: () => calls.perform('list', (how) => (how === 'stale' ? history.stale() : [...tokens.values()])),
      delete: (id) => calls.perform('delete', () => remove(id)),
    },
    script: calls.script,
    mode: calls.mode,
    calls: calls.calls,
    underWay: calls.underWay,
    live: () => [...tokens.values()].filter((token) => isLive(token, clock.now())),
  };
}

/** How far behind a stale list is. */
const STALE_MS = 5_000;

/** What the account was like a moment ago. */
function pastOf(tokens: Map<string, Token>, clock: Clock) {
  const written: { readonly at: number; readonly token: Token }[] = [];
  return {
    write(token: Token): void {
      tokens.set(token.id, token);
      written.push({ at: clock.now(), token });
    },
    stale: (): readonly Token[] => [
      ...new Map(
        written.filter(({ at }) => at <= clock.now() - STALE_MS).map(({ token }) => [token.id, token]),
      ).values(),
    ],
  };
}
