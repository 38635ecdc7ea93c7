import type { ControlPlane } from '@connect-token/core';
import { closeGate, type Gate, type GateControl } from './gate.ts';

/** The moments at which a call to the control plane can be held: the call hasn't been made yet, or its answer isn't told yet. */
export type GatePoint = `${'before' | 'after'}-${'create' | 'delete' | 'list' | 'vaults' | 'servers'}`;

export interface GatedControlPlane extends ControlPlane {
  /** Holds the next call that comes to `point`; the calls after it pass. */
  hold(point: GatePoint): Gate;
}

/** A real control plane whose calls stop where a test says, so that a race has one outcome. */
export function gatedControlPlane(inner: ControlPlane): GatedControlPlane {
  const closed = new Map<GatePoint, GateControl[]>();

  const pass = async (point: GatePoint): Promise<void> => closed.get(point)?.shift()?.arrive();

  const gated = async <T>(
    call: 'create' | 'delete' | 'list' | 'vaults' | 'servers',
    work: () => Promise<T>,
  ) => {
    await pass(`before-${call}`);
    const answer = await work();
    await pass(`after-${call}`);
    return answer;
  };

  return {
    capabilities: inner.capabilities,
    vaults: { list: () => gated('vaults', () => inner.vaults.list()) },
    servers: { list: () => gated('servers', () => inner.servers.list()) },
    tokens: {
      create: (order) => gated('create', () => inner.tokens.create(order)),
      list: () => gated('list', () => inner.tokens.list()),
      delete: (id) => gated('delete', () => inner.tokens.delete(id)),
    },
    hold(point) {
      const control = closeGate();
      closed.set(point, [...(closed.get(point) ?? []), control]);
      return control.gate;
    },
  };
}
