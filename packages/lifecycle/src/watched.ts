import { type Circuit, createCircuit } from './circuit.ts';
import type { Surroundings } from './surroundings.ts';
import type { UnfinishedReason } from './unwritten-ends.ts';

/** The surroundings of one use case, with what it has seen of the control plane and how fast it may go. */
export interface Watched extends Surroundings {
  readonly circuit: Circuit;
  /** Settles when the next delete may be sent. */
  readonly turn: () => Promise<void>;
  /** Tells the reaper that something is left for it. */
  readonly wake: () => void;
  /** Tells the reaper of an end that the store couldn't take. */
  readonly endLater: (leaseId: string, reason: UnfinishedReason) => void;
}

export const watch = (
  around: Surroundings,
  {
    wake = () => {},
    endLater = () => {},
    turn = async () => {},
  }: Partial<Pick<Watched, 'wake' | 'endLater' | 'turn'>> = {},
): Watched => ({ ...around, circuit: createCircuit(around.clock, around.timings), turn, wake, endLater });
