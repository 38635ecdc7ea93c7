import type { ConnectAccess, FullItem, ItemFile, Sight } from '@connect-token/account';
import { err, ok, type Result } from '@connect-token/core';
import { formatActivity, formatRange } from './activity.ts';
import { type Answer, answerItems } from './answer.ts';
import { formatContent, formatFile, formatItem, formatVault } from './format.ts';
import type { Limits } from './limits.ts';
import type { Refusal, RefusalOf } from './refusal.ts';
import type { Trace } from './request-log.ts';
import type { ReadTarget } from './target.ts';

interface ReadCall extends Sight {
  readonly limits: Limits;
  readonly trace: Trace;
}

type TargetOf<O extends ReadTarget['operation']> = Extract<ReadTarget, { readonly operation: O }>;

/** What was asked for, by a token that may see it. */
export async function read(
  target: ReadTarget,
  { bearer, item, limits, trace }: ReadCall,
  connect: ConnectAccess,
): Promise<Result<Answer, Refusal>> {
  switch (target.operation) {
    case 'listVaults': {
      const vaults = await connect.vaults(bearer);
      return json(vaults.filter(({ name }) => target.name === null || name === target.name).map(formatVault));
    }
    case 'getVault': {
      const vault = await connect.vault(target.vaultId);
      return vault === undefined ? err({ code: 'VAULT_ABSENT' }) : json(formatVault(vault));
    }
    case 'listItems':
      return ok(await answerItems(connect.items(target.vaultId, target.filter)));
    case 'getItem': {
      const found = item();
      if (found === undefined) return err({ code: 'ITEM_ABSENT' });
      trace.itemVersion = found.version;
      return json(formatItem(found));
    }
    case 'listFiles':
      return listFiles(target, { item: item(), limits }, connect);
    case 'getFile':
      return getFile(target, limits, connect);
    case 'getFileContent': {
      const file = await connect.file(target.vaultId, target.itemId, target.fileId);
      if (file === undefined) return err({ code: 'FILE_ABSENT' });
      return ok({ kind: 'file', name: file.name, content: file.content });
    }
    case 'listActivity': {
      const page = { ...target.page, serverId: bearer.serverId, tokenIds: null };
      const { entries, total } = await connect.activity.list(page);
      const contentRange = formatRange(target.page.offset, entries.length, total);
      return ok({ kind: 'json', body: entries.map(formatActivity), contentRange });
    }
  }
}

async function listFiles(
  { vaultId, itemId, inline }: TargetOf<'listFiles'>,
  { item, limits }: { readonly item: FullItem | undefined; readonly limits: Limits },
  connect: ConnectAccess,
): Promise<Result<Answer, Refusal>> {
  if (item === undefined) return err({ code: 'ITEM_ABSENT' });
  if (!inline) return json(item.files.map((file) => formatFile(vaultId, itemId, file)));
  const refused = refuseInline(item.files, limits);
  if (refused !== undefined) return err(refused);
  const files: object[] = [];
  for (const { id } of item.files) {
    const file = await connect.file(vaultId, itemId, id);
    // Deleted with its item since.
    if (file === undefined) return err({ code: 'ITEM_ABSENT' });
    files.push({ ...formatFile(vaultId, itemId, file), ...formatContent(file.content) });
  }
  return json(files);
}

async function getFile(
  { vaultId, itemId, fileId, inline }: TargetOf<'getFile'>,
  limits: Limits,
  connect: ConnectAccess,
): Promise<Result<Answer, Refusal>> {
  const file = await connect.file(vaultId, itemId, fileId);
  if (file === undefined) return err({ code: 'FILE_ABSENT' });
  const formatted = formatFile(vaultId, itemId, file);
  if (!inline) return json(formatted);
  const refused = refuseInline([file], limits);
  return refused === undefined ? json({ ...formatted, ...formatContent(file.content) }) : err(refused);
}

/** Before a byte is opened: JSON holds its files in memory, and several times. */
function refuseInline(
  files: readonly Pick<ItemFile, 'size'>[],
  { inlineFileBytes, inlineBytes }: Pick<Limits, 'inlineFileBytes' | 'inlineBytes'>,
): RefusalOf<'FILES_TOO_LARGE'> | undefined {
  if (files.some(({ size }) => size > inlineFileBytes))
    return { code: 'FILES_TOO_LARGE', limitBytes: inlineFileBytes };
  return files.reduce((sum, { size }) => sum + size, 0) > inlineBytes
    ? { code: 'FILES_TOO_LARGE', limitBytes: inlineBytes }
    : undefined;
}

const json = (body: unknown): Result<Answer, never> => ok({ kind: 'json', body });
