import type { CallFailure, ControlPlane, Result } from '@connect-token/core';

type UpstreamCall = 'vaults.list' | 'servers.list' | 'tokens.create' | 'tokens.list' | 'tokens.delete';

/** `refused`: it provably did nothing. `unknown`: nobody knows, as after a time-out. */
type CallOutcome = 'ok' | 'refused' | 'unknown';

type Observe = (call: UpstreamCall, outcome: CallOutcome, seconds: number) => void;

/** Tells of each call how it ended, and when: the answer itself is passed on untouched. */
export function timedControlPlane(real: ControlPlane, observe: Observe): ControlPlane {
  const timed = async <T>(
    call: UpstreamCall,
    work: () => Promise<Result<T, CallFailure>>,
  ): Promise<Result<T, CallFailure>> => {
    const began = performance.now();
    let outcome: CallOutcome = 'unknown';
    try {
      const result = await work();
      outcome = result.ok ? 'ok' : result.error.effect === 'none' ? 'refused' : 'unknown';
      return result;
    } finally {
      observe(call, outcome, (performance.now() - began) / 1000);
    }
  };
  const { capabilities, vaults, servers, tokens } = real;
  return {
    capabilities,
    vaults: { list: () => timed('vaults.list', () => vaults.list()) },
    servers: { list: () => timed('servers.list', () => servers.list()) },
    tokens: {
      create: (order) => timed('tokens.create', () => tokens.create(order)),
      list: () => timed('tokens.list', () => tokens.list()),
      delete: (id) => timed('tokens.delete', () => tokens.delete(id)),
    },
  };
}
