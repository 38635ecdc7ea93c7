import { manualTime, memoryLeaseStore, memoryManagement } from '@connect-token/testkit';
import { START } from '../control-plane/world.ts';
import type { ManagementUnderTest } from './subject.ts';
import type { Seed } from './world.ts';

/** The model, which others are compared with. */
export async function memoryHouse(seed: Seed): Promise<ManagementUnderTest> {
  const time = manualTime(START);
  const leases = memoryLeaseStore();
  const account = memoryManagement({ clock: time.clock, seed, leases, allowEveryone: false });
  return {
    as: async (actor) => account.as(actor),
    broker: account.controlPlane,
    time,
    leases,
    close: async () => {},
  };
}
