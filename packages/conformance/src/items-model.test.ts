import type { Bearer, ItemOverview } from '@connect-token/account';
import { isPostgresInstalled } from '@connect-token/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories, type Step } from './items/history.ts';
import { type ItemHouse, ONE, postgresItems, sqliteItems, TWO } from './items/house.ts';
import { itemModel, plainItem } from './items/model.ts';

test.each([
  ['SQLite', sqliteItems, 25],
  ...(isPostgresInstalled() ? [['PostgreSQL', postgresItems, 6] as const] : []),
] as const)(
  'any history of items in %s is answered as in the model, and ends as in the model',
  async (_, make, numRuns) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const house: ItemHouse = await make();
        try {
          await compare(house, history);
        } finally {
          await house.close();
        }
      }),
      { numRuns },
    );
  },
  60_000,
);

async function compare(house: ItemHouse, history: readonly Step[]): Promise<void> {
  const { connect } = house.account;
  const bearer = await house.bearer({ [ONE]: 'rw', [TWO]: 'rw' });
  const read = await house.reader();
  const model = itemModel();
  const made: { readonly vaultId: string; readonly id: string }[] = [];
  for (const step of history) {
    expect(await perform(house, bearer, made, step)).toEqual(model.perform(step));
  }
  for (const [index, wanted] of model.items().entries()) {
    const { vaultId = '', id = '' } = made[index] ?? {};
    const item = await read(vaultId, id);
    expect(item && plainItem(item)).toEqual(wanted);
  }
  for (const vaultId of [ONE, TWO]) {
    const listed: ItemOverview[] = [];
    for await (const slice of connect.items(vaultId, null)) listed.push(...slice);
    const wanted = model.items().flatMap((item) => (item?.vaultId === vaultId ? [item.title] : []));
    expect(listed.map(({ title }) => title)).toEqual(
      // As bytes of UTF-8, and not as JavaScript compares.
      wanted.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    );
    expect(await connect.vault(vaultId)).toMatchObject({
      items: wanted.length,
      contentVersion: model.vaultVersion(vaultId),
    });
  }
}

async function perform(
  { account: { connect } }: ItemHouse,
  bearer: Bearer,
  made: { readonly vaultId: string; readonly id: string }[],
  step: Step,
) {
  if (step.kind === 'create') {
    const created = await connect.createItem(bearer, step.vaultId, step.draft);
    if (!created.ok) return created.error.kind;
    made.push({ vaultId: step.vaultId, id: created.value.id });
    return plainItem(created.value);
  }
  const { vaultId = ONE, id = 'none' } = made[step.item] ?? {};
  switch (step.kind) {
    case 'replace': {
      const replaced = await connect.replaceItem(bearer, vaultId, id, step.draft);
      return replaced.ok ? plainItem(replaced.value) : replaced.error.kind;
    }
    case 'patch': {
      const patched = await connect.patchItem(bearer, vaultId, id, step.operations);
      return patched.ok ? plainItem(patched.value) : patched.error.kind;
    }
    case 'delete': {
      const deleted = await connect.deleteItem(bearer, vaultId, id);
      return deleted.ok ? 'deleted' : deleted.error.kind;
    }
  }
}
