import { controlPlaneContract } from './control-plane/contract.ts';
import { managementContract } from './management/contract.ts';
import { memoryHouse } from './management/memory-house.ts';
import { HOLDER, newServer, newVault, SEED } from './management/world.ts';

managementContract('in memory, the model', memoryHouse, { servers: 10_000 });

controlPlaneContract('of the model of an account', async ({ vaults, servers }) => {
  const house = await memoryHouse({
    ...SEED,
    vaults: vaults.map(newVault),
    servers: servers.map(newServer),
  });
  return { controlPlane: await house.as(HOLDER), close: house.close };
});
