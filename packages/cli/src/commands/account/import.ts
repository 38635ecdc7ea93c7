import type { ImportChange, ImportedVault } from '@connect-token/account/items';
import {
  err,
  type Failure,
  lookUp,
  type ManagedVault,
  type NonEmpty,
  ok,
  quote,
  type Result,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { readImport } from '../../items/read-import.ts';
import { readTextFile } from '../../items/text-file.ts';
import { print } from '../../output/print.ts';
import { styled } from '../../output/style.ts';

/** Shows what it would make before it asks; all of it is done then, or nothing. */
export const importFile: AccountWork = async (args, session) => {
  const { management, io } = session;
  const path = args.first();
  const text = path === '-' ? await io.readInput() : await readTextFile(path);
  if (!text.ok) return err([text.error]);
  const file = await readImport(path === '-' ? 'standard input' : path, text.value);
  if (!file.ok) return file;
  const all = await asked(management.vaults.list());
  if (!all.ok) return all;
  const target = args.text('vault');
  const vaults =
    target === undefined ? ok(file.value.vaults) : gathered(file.value.vaults, target, all.value);
  if (!vaults.ok) return vaults;
  const items = await session.items();
  if (!items.ok) return items;
  const plan = await items.value.planImport(vaults.value);
  if (!plan.ok) return plan;
  const { changes, unchanged, state } = plan.value;
  for (const note of file.value.notes) io.stderr.write(`${note}\n`);
  print(session, {
    json: () => ({ changes, unchanged }),
    human: (colour) => formatPlan(changes, unchanged, colour),
  });
  if (changes.length === 0 || args.has('dry-run')) return ok('done');
  const sure = await confirm(
    session,
    `making ${changes.length === 1 ? 'this change' : `these ${changes.length} changes`}`,
  );
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const made = await items.value.import(vaults.value, state);
  return made.ok ? ok('done') : made;
};

/** An id names a vault that there is; another text may name one that is to be made. */
const ID = /^[a-z0-9]{26}$/i;

/** Everything in one vault, whatever vault it is of in the file. */
function gathered(
  vaults: readonly ImportedVault[],
  target: string,
  all: readonly ManagedVault[],
): Result<readonly ImportedVault[], NonEmpty<Failure>> {
  const found = lookUp(target, all);
  if (found.kind === 'many') return err([{ code: 'VAULT_AMBIGUOUS', vault: target, ids: found.ids }]);
  if (found.kind === 'none' && (ID.test(target) || found.nearest !== null))
    return err([{ code: 'VAULT_UNKNOWN', vault: target, nearest: found.nearest }]);
  const items = vaults.flatMap((vault) => vault.items);
  const made = { description: '', type: 'USER_CREATED', items } as const;
  return ok([
    found.kind === 'one'
      ? { id: found.thing.id, name: found.thing.name, ...made }
      : { id: null, name: target, ...made },
  ]);
}

function formatPlan(changes: readonly ImportChange[], unchanged: number, colour: boolean): string {
  const rest = unchanged === 1 ? '1 item is' : `${unchanged} items are`;
  const lines = [...changes.map((change) => formatChange(change, colour)), `${rest} as in the file already.`];
  return `${lines.join('\n')}\n`;
}

function formatChange(change: ImportChange, colour: boolean): string {
  switch (change.kind) {
    case 'vault.create':
      return `+ vault ${quote(change.vault)}`;
    case 'item.create':
      return `+ item ${quote(change.item)} in ${quote(change.vault)}`;
    case 'item.update':
      return styled(`~ item ${quote(change.item)} in ${quote(change.vault)}`, 'yellow', colour);
  }
}
