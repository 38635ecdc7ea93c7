import { randomBytes } from 'node:crypto';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { openStore } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { controlPlaneContract } from './control-plane/contract.ts';
import { must } from './control-plane/subject.ts';
import { START, type World } from './control-plane/world.ts';

controlPlaneContract('of the embedded account', async (world) => {
  const clock = { now: () => START };
  const directory = await temporaryDirectory('account');
  const store = must(await openStore({ directory: directory.path, clock }));
  const account: Account = must(
    await openAccount({
      store,
      clock,
      accountFile: { path: 'account.yaml', value: contentOf(world), hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  return {
    controlPlane: account.controlPlane,
    close: async () => {
      await store.close();
      await directory.remove();
    },
  };
});

/** JSON is YAML. */
function contentOf({ vaults, servers }: World) {
  const file = {
    version: 1,
    account: { name: 'Acme' },
    vaults,
    servers: servers.map(({ id, name, grants }) => ({
      id,
      name,
      vaults: grants.map(({ vaultId, access }) => `${vaultId},${access}`),
    })),
  };
  return must(parseAccountFile('account.yaml', Buffer.from(JSON.stringify(file)), { allowEveryone: false }));
}
