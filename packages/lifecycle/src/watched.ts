import { type Circuit, createCircuit } from './circuit.ts';
import type { Surroundings } from './surroundings.ts';

/** The surroundings of one use case, with what it has seen of the control plane and how fast it may go. */
export interface Watched extends Surroundings {
  readonly circuit: Circuit;
  /** Settles when the next delete may be sent. */
  readonly turn: () => Promise<void>;
  /** Tells the reaper that something is left for it. */
  readonly wake: () => void;
}

export const watch = (
  around: Surroundings,
  { wake = () => {}, turn = async () => {} }: Partial<Pick<Watched, 'wake' | 'turn'>> = {},
): Watched => ({ ...around, circuit: createCircuit(around.clock, around.timings), turn, wake });
