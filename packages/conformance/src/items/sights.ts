import { type Access, isNonEmpty, meet } from '@connect-token/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { type ItemHouse, ONE, TWO } from './house.ts';

const VAULTS = [ONE, TWO] as const;

const IN_ONE = 'inone000000000000000000000';
const IN_TWO = 'intwo000000000000000000000';

const FILES: Readonly<Record<string, readonly string[]>> = {
  [IN_ONE]: ['b.pem', 'a.pem'],
  [IN_TWO]: ['c.pem'],
};

const CONTENT = `
version: 1
account: { name: Acme, id: acme0000000000000000000000 }
vaults:
  - { name: One, id: ${ONE}, items: [${yamlOf(IN_ONE)}] }
  - { name: Two, id: ${TWO}, items: [${yamlOf(IN_TWO)}] }
servers: [{ name: Production, vaults: ['One,rw', 'Two,rw'] }]
`;

function yamlOf(id: string): string {
  const files = FILES[id]?.map((name) => `{ name: ${name}, content: ${name} }`);
  return `{ id: ${id}, title: ${id}, category: LOGIN, files: [${files}] }`;
}

type Accesses = Readonly<Record<(typeof VAULTS)[number], Access | null>>;

const accesses: fc.Arbitrary<Accesses> = fc.record({
  [ONE]: fc.constantFrom('r', 'w', 'rw', null),
  [TWO]: fc.constantFrom('r', 'w', 'rw', null),
});

const token = fc.record({
  scope: accesses.filter((scope) => VAULTS.some((vault) => scope[vault] !== null)),
  revoked: fc.boolean(),
});

/** What a token sees of an item, whatever else is asked for in the same statement. */
export function sightsContract(openHouse: (content: string) => Promise<ItemHouse>, numRuns: number): void {
  let house: ItemHouse;
  const itemIn = new Map<string, string>([
    [ONE, IN_ONE],
    [TWO, IN_TWO],
  ]);
  beforeAll(async () => {
    house = await openHouse(CONTENT);
  });
  afterAll(() => house.close());

  const grant = async (granted: Accesses): Promise<void> => {
    const [server] = must(await house.account.controlPlane.servers.list());
    await house.store.transact(async (trx) => {
      await trx.deleteFrom('vault_grant').execute();
      for (const vault of VAULTS) {
        const access = granted[vault];
        if (access !== null && server !== undefined)
          await trx
            .insertInto('vault_grant')
            .values({ server_id: server.id, vault_id: vault, access })
            .execute();
      }
    });
  };

  const issue = async (scope: Accesses): Promise<{ readonly id: string; readonly text: string }> => {
    const { controlPlane } = house.account;
    const [server] = must(await controlPlane.servers.list());
    const vaults = must(await controlPlane.vaults.list()).flatMap((vault) => {
      const access = scope[vault.id as keyof Accesses];
      return access === null ? [] : [{ vault, access }];
    });
    if (server === undefined || !isNonEmpty(vaults)) throw new Error('the account file has changed');
    const order = { name: 'a token', serverId: server.id, scope: vaults, expiresAt: null };
    const made = must(await controlPlane.tokens.create(order));
    return { id: made.token.id, text: made.secret.reveal() };
  };

  test('is the item where it serves, its scope and the grant both read, and the item is in that vault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 1, maxLength: 4 }), accesses, async (tokens, granted) => {
        await grant({ [ONE]: 'rw', [TWO]: 'rw' });
        const issued = await Promise.all(
          tokens.map(async ({ scope, revoked }) => {
            const { id, text } = await issue(scope);
            if (revoked) must(await house.account.controlPlane.tokens.delete(id));
            return { scope, revoked, id, text };
          }),
        );
        await grant(granted);
        const asks = issued.flatMap((shown) =>
          VAULTS.flatMap((vaultId) =>
            [...itemIn.values(), 'nowhere'].map((itemId) => ({ ...shown, vaultId, itemId })),
          ),
        );
        const seen = await Promise.all(
          asks.map(async ({ text, vaultId, itemId }) => {
            const sight = await house.account.connect.look(text, { vaultId, itemId });
            if (!sight.ok) return sight.error;
            const { bearer, item } = sight.value;
            return { tokenId: bearer.tokenId, reach: bearer.reach, item: item()?.id };
          }),
        );
        const expected = asks.map(({ scope, revoked, id, vaultId, itemId }) => {
          if (revoked) return 'not-valid';
          const [asked, given] = [scope[vaultId], granted[vaultId]];
          const access = asked === null || given === null ? undefined : meet(asked, given);
          const reads = access === 'r' || access === 'rw';
          return {
            tokenId: id,
            reach: access === undefined ? [] : [{ vaultId, access }],
            item: reads && itemIn.get(vaultId) === itemId ? itemId : undefined,
          };
        });
        expect(seen).toEqual(expected);
      }),
      { numRuns },
    );
  });
}
