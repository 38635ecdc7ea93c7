import { isAbsolute, join } from 'node:path';
import type { ExportOrder, OwnedItems } from '@connect-token/account/items';
import { err, type Failure, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { nameVault } from '../../find.ts';
import { reserveCredentialsFile } from '../server/credentials-file.ts';

/**
 * Sealed unless plain text is asked for: a file that lies about opens nothing then. INVARIANT: plain text goes to a file of its owner's,
 * or to a terminal only where somebody has said so.
 */
export const exportAccount: AccountWork = async (args, session) => {
  const { management, io } = session;
  if (args.has('seal') && args.has('reveal'))
    return usage('`--seal` and `--reveal` are each the other of the other: give one');
  const secrets = args.has('reveal') ? 'plain' : 'sealed';
  const all = await asked(management.vaults.list());
  if (!all.ok) return all;
  const found = args.texts('vault').map((text) => nameVault(text, all.value));
  const failures = found.flatMap((each): readonly Failure[] => (each.ok ? [] : each.error));
  if (isNonEmpty(failures)) return err(failures);
  const vaultIds = found.length === 0 ? null : found.flatMap((each) => (each.ok ? [each.value.id] : []));
  const path = args.text('out-file');
  if (secrets === 'plain' && path === undefined) {
    const sure = await confirm(session, 'printing every secret of the account in plain text');
    if (!sure.ok) return sure;
    if (!sure.value) return ok('declined');
  }
  const items = await session.items();
  if (!items.ok) return items;
  const order = { vaultIds, secrets } as const;
  if (path !== undefined)
    return writeExport(items.value, order, isAbsolute(path) ? path : join(io.cwd, path), args.has('force'));
  const text = await items.value.export(order);
  if (!text.ok) return text;
  const { formatExport } = await import('@connect-token/account/file');
  io.stdout.write(formatExport(text.value).reveal());
  return ok('done');
};

/** The place is taken before there is anything to put there, and a file that is replaced is replaced in one step. */
async function writeExport(
  items: OwnedItems,
  order: ExportOrder,
  path: string,
  force: boolean,
): Promise<Result<'done', NonEmpty<Failure>>> {
  const file = await reserveCredentialsFile(path, async () => (force ? 'yes' : 'nobody-there'));
  if (!file.ok) return err([file.error]);
  if (file.value === 'declined') throw new Error('invariant: nobody was asked');
  const text = await items.export(order);
  if (!text.ok) {
    await file.value.giveUp();
    return text;
  }
  const { formatExport } = await import('@connect-token/account/file');
  const written = await file.value.write(formatExport(text.value));
  if (written.ok) return ok('done');
  await file.value.giveUp();
  return err([written.error]);
}

const usage = (problem: string) => err([{ code: 'USAGE_INVALID', problem, instead: null }] as const);
