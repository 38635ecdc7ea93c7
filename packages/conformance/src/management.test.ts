import { controlPlaneContract } from './control-plane/contract.ts';
import type { World } from './control-plane/world.ts';
import { managementContract } from './management/contract.ts';
import { memoryHouse } from './management/memory-house.ts';
import { remoteHouse } from './management/remote-house.ts';
import { sqliteHouse } from './management/sqlite-house.ts';
import { HOLDER, newServer, newVault, SEED, type Seed } from './management/world.ts';

managementContract('in memory, the model', memoryHouse, { servers: 10_000 });

managementContract('of the embedded account, in SQLite', sqliteHouse, { servers: 100 });

managementContract('of a broker, over its management API', remoteHouse, { servers: 100 });

/** The port is also a control plane. */
const seedOf = ({ vaults, servers }: World): Seed => ({
  ...SEED,
  vaults: vaults.map(newVault),
  servers: servers.map(newServer),
});

for (const [name, house] of [
  ['of the model', memoryHouse],
  ['of the embedded account', sqliteHouse],
  ['of a broker', remoteHouse],
] as const)
  controlPlaneContract(`${name}, in the hands of its owner`, async (world) => {
    const { as, close } = await house(seedOf(world));
    return { controlPlane: await as(HOLDER), close };
  });
