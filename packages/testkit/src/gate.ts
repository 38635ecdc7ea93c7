import { deferred } from './deferred.ts';

/** A point at which somebody is made to wait: a test awaits the arrival, looks at the world, and lets go. */
export interface Gate {
  /** Settles when somebody stands before the gate. */
  readonly reached: Promise<void>;
  /** Opens it for good; also before anybody came. */
  release(): void;
}

export interface GateControl {
  readonly gate: Gate;
  /** What the one who waits calls: settles on release. */
  arrive(): Promise<void>;
}

export function closeGate(): GateControl {
  const reached = deferred<void>();
  const released = deferred<void>();
  return {
    gate: { reached: reached.promise, release: () => released.resolve() },
    arrive() {
      reached.resolve();
      return released.promise;
    },
  };
}
