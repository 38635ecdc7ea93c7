import { controlPlaneContract } from './control-plane/contract.ts';
import type { World } from './control-plane/world.ts';
import { managementContract } from './management/contract.ts';
import { memoryHouse } from './management/memory-house.ts';
import { remoteHouse } from './management/remote-house.ts';
import { postgresHouse, sqliteHouse } from './management/sqlite-house.ts';
import type { ManagementUnderTest } from './management/subject.ts';
import { HOLDER, newServer, newVault, SEED, type Seed } from './management/world.ts';
import { describePostgres } from './postgres/database.ts';

managementContract('in memory, the model', memoryHouse, { servers: 10_000 });

managementContract('of the embedded account, in SQLite', sqliteHouse, { servers: 100 });

describePostgres('with a PostgreSQL server', () => {
  managementContract('of the embedded account, in PostgreSQL', postgresHouse, { servers: 100 });
  contractOf('of the embedded account in PostgreSQL', postgresHouse);
});

managementContract('of a broker, over its management API', remoteHouse, { servers: 100 });

for (const [name, house] of [
  ['of the model', memoryHouse],
  ['of the embedded account', sqliteHouse],
  ['of a broker', remoteHouse],
] as const)
  contractOf(name, house);

function contractOf(name: string, house: (seed: Seed) => Promise<ManagementUnderTest>): void {
  controlPlaneContract(`${name}, in the hands of its owner`, async (world) => {
    const { as, close } = await house(seedOf(world));
    return { controlPlane: await as(HOLDER), close };
  });
}

/** The port is also a control plane. */
function seedOf({ vaults, servers }: World): Seed {
  return { ...SEED, vaults: vaults.map(newVault), servers: servers.map(newServer) };
}
