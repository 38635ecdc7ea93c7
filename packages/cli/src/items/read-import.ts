import { ok } from '@connect-token/core';
import type { ReadFile } from './import-file.ts';

/** An account file, or what `op item get` and `op item list` print with `--format json`. Fails with every mistake, each with its place. */
export async function readImport(path: string, text: string): Promise<ReadFile> {
  if (/^\s*[[{]/.test(text) && !/^\s*\{\s*(?:"?version"?|"?account"?)\s*:/.test(text))
    return (await import('./read-op-items.ts')).readOpItems(path, text);
  const { importedVaults, parseAccountFile } = await import('@connect-token/account/file');
  // Whether the built-in Shared vault may be granted is the account's to say, and grants aren't imported.
  const file = parseAccountFile(path, Buffer.from(text), { allowEveryone: true });
  if (!file.ok) return file;
  const { vaults, servers, people, groups } = file.value;
  const rest = servers.length + people.length + groups.length > 0;
  return ok({
    vaults: importedVaults(vaults),
    notes: rest
      ? ['servers, people, groups and the plan are not imported: `connect account apply` is for them']
      : [],
  });
}
