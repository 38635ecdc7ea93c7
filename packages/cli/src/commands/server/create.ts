import { join } from 'node:path';
import {
  err,
  type Failure,
  GRANT_ACCESS_DEFAULT,
  isAccess,
  isNonEmpty,
  type Management,
  type NonEmpty,
  ok,
  quote,
  type Result,
  sameId,
  type VaultGrant,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork, Session } from '../../command.ts';
import { nameVault } from '../../find.ts';
import { type CredentialsFile, reserveCredentialsFile } from './credentials-file.ts';

/** What a Connect server looks for. Source: 1password.dev, `op connect server create`. */
const FILE_NAME = '1password-credentials.json';

/** INVARIANT: the place of the credentials is taken before the server is made: they are issued once. */
export const createServer: AccountWork = async (args, session) => {
  const { management, io } = session;
  const grants = await readGrants(args.texts('vaults'), management);
  if (!grants.ok) return grants;
  const path = join(io.cwd, FILE_NAME);
  const reserved = await reserveCredentialsFile(path, mayOverwrite(path, args.has('force'), session));
  if (!reserved.ok) return err([reserved.error]);
  const file = reserved.value;
  if (file === 'declined') return ok('declined');
  const order = { name: args.first(), grants: grants.value, fixed: args.has('fixed-vaults') };
  const created = await asked(management.servers.create(order));
  if (!created.ok) {
    await file.giveUp();
    return created;
  }
  const { server, credentials } = created.value;
  const written = await file.write(credentials);
  if (!written.ok) return undo(server.id, written.error, file, management);
  io.stdout.write(`Set up a Connect server.\nUUID: ${server.id}\nCredentials file: ${path}\n`);
  return ok('done');
};

/** A server whose credentials nobody has is of no use to anybody. */
async function undo(
  serverId: string,
  failure: Failure,
  file: CredentialsFile,
  management: Management,
): Promise<Result<never, NonEmpty<Failure>>> {
  await file.giveUp();
  const deleted = await asked(management.servers.delete(serverId));
  return err(deleted.ok ? [failure] : [failure, ...deleted.error]);
}

/** Asked only where there is a file, and somebody to ask. */
const mayOverwrite =
  (path: string, force: boolean, { io, yes }: Session) =>
  async (): Promise<'yes' | 'no' | 'nobody-there'> => {
    if (force) return 'yes';
    if (!io.interactive) return 'nobody-there';
    if (yes) return 'yes';
    const answer = await io.ask(`File ${path} already exists, overwrite it? [Y/n] `);
    return answer !== undefined && /^(y(es)?)?$/i.test(answer) ? 'yes' : 'no';
  };

async function readGrants(
  entries: readonly string[],
  management: Management,
): Promise<Result<readonly VaultGrant[], NonEmpty<Failure>>> {
  const texts = entries.flatMap((entry) => entry.split(',').map((text) => text.trim()));
  if (texts.length === 0) return ok([]);
  const vaults = await asked(management.vaults.list());
  if (!vaults.ok) return vaults;
  const grants: VaultGrant[] = [];
  const failures: Failure[] = [];
  for (const text of texts) {
    const found = nameVault(text, vaults.value);
    if (!found.ok) failures.push(slipOf(text, entries) ?? found.error[0]);
    else if (!grants.some(({ vaultId }) => sameId(vaultId, found.value.id)))
      grants.push({ vaultId: found.value.id, access: GRANT_ACCESS_DEFAULT });
  }
  return isNonEmpty(failures) ? err(failures) : ok(grants);
}

/** `--vaults Prod,r`: a permission is a token's, a server has the whole vault. */
function slipOf(text: string, entries: readonly string[]): Failure | undefined {
  if (!isAccess(text)) return undefined;
  const entry = entries.find((each) => each.split(',').some((part) => part.trim() === text)) ?? '';
  return {
    code: 'USAGE_INVALID',
    problem: `${quote(entry)} reads as several vaults: a server is granted whole vaults, a token gets the permission`,
    instead: `--vaults ${entry
      .split(',')
      .filter((part) => !isAccess(part.trim()))
      .join(',')}`,
  };
}
