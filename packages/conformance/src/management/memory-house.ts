import { manualTime, memoryLeaseStore, memoryManagement } from '@connect-token/testkit';
import { START } from '../control-plane/world.ts';
import type { ManagementUnderTest } from './subject.ts';
import type { Seed } from './world.ts';

/** The model, which others are compared with. `instance`: of its lease store, for names that another house has as well. */
export async function memoryHouse(seed: Seed, instance?: string): Promise<ManagementUnderTest> {
  const time = manualTime(START);
  const leases = memoryLeaseStore(instance);
  const account = memoryManagement({ clock: time.clock, seed, leases, allowEveryone: false });
  return {
    as: async (actor) => account.as(actor),
    broker: account.controlPlane,
    time,
    leases,
    record: async (entry) => account.record(entry),
    close: async () => {},
  };
}
