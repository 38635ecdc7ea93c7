import { join } from 'node:path';
import {
  type AccountChange,
  err,
  type Failure,
  isStandIn,
  type ManagerPlace,
  type NonEmpty,
  ok,
  type Result,
  type ThingRef,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { Session } from '../../command.ts';
import { reserveCredentialsFile } from '../server/credentials-file.ts';

export interface Made {
  readonly credentialsFiles: readonly string[];
}

type Step = Promise<Result<unknown, NonEmpty<Failure>>>;

/** What the steps so far have made: the real ids of stand-ins, and the files written. */
interface Progress {
  readonly ids: Map<string, string>;
  readonly files: string[];
}

/** One after another, each on what the ones before it made; stops at the first that is refused. */
export async function makeChanges(
  changes: readonly AccountChange[],
  session: Session,
): Promise<Result<Made, NonEmpty<Failure>>> {
  const progress: Progress = { ids: new Map(), files: [] };
  for (const change of changes) {
    const made = await makeChange(change, session, progress);
    if (!made.ok) return made;
  }
  return ok({ credentialsFiles: progress.files });
}

function makeChange(change: AccountChange, session: Session, progress: Progress): Step {
  const { management } = session;
  const id = (thing: ThingRef): string => realId(thing, progress);
  const place = (server: ThingRef | null): ManagerPlace =>
    server === null ? { kind: 'global' } : { kind: 'server', serverId: id(server) };
  switch (change.kind) {
    case 'credits.plan':
      return asked(management.credits.setPlan(change.to));
    case 'vault.create':
      return making(change.vault, progress, asked(management.vaults.create({ name: change.vault.name })));
    case 'vault.rename':
      return asked(management.vaults.rename(id(change.vault), change.vault.name));
    case 'server.create':
      return createServer(change, session, progress);
    case 'server.rename':
      return asked(management.servers.rename(id(change.server), change.server.name));
    case 'server.delete':
      return asked(management.servers.delete(id(change.server)));
    case 'vault.grant': {
      const grant = { vaultId: id(change.vault), access: change.access };
      return asked(management.grants.grant(id(change.server), grant));
    }
    case 'vault.revoke':
      return asked(management.grants.revoke(id(change.server), id(change.vault)));
    case 'group.create':
      return making(change.group, progress, asked(management.groups.create({ name: change.group.name })));
    case 'group.member.add':
      return asked(management.groups.addMember(id(change.group), id(change.person)));
    case 'group.member.remove':
      return asked(management.groups.removeMember(id(change.group), id(change.person)));
    case 'manager.grant':
      return asked(management.managers.grant(id(change.group), place(change.server)));
    case 'manager.revoke':
      return asked(management.managers.revoke(id(change.group), place(change.server)));
  }
}

function realId({ id }: ThingRef, { ids }: Progress): string {
  const real = isStandIn(id) ? ids.get(id) : id;
  if (real === undefined) throw new Error('invariant: a change comes after what it refers to');
  return real;
}

async function making(
  { id }: ThingRef,
  { ids }: Progress,
  made: Promise<Result<{ readonly id: string }, NonEmpty<Failure>>>,
): Step {
  const thing = await made;
  if (thing.ok) ids.set(id, thing.value.id);
  return thing;
}

/** INVARIANT: as with `connect server create`, the credentials have their place before there are any. */
async function createServer(
  { server, grants, fixed }: Extract<AccountChange, { kind: 'server.create' }>,
  { management, io }: Session,
  progress: Progress,
): Step {
  const path = join(io.cwd, `1password-credentials-${fileWord(server.name)}.json`);
  const reserved = await reserveCredentialsFile(path, async () => 'nobody-there');
  if (!reserved.ok) return err([reserved.error]);
  const file = reserved.value;
  if (file === 'declined') throw new Error('invariant: nobody was asked');
  const order = {
    name: server.name,
    fixed,
    grants: grants.map(({ vault, access }) => ({ vaultId: realId(vault, progress), access })),
  };
  const created = await asked(management.servers.create(order));
  if (!created.ok) {
    await file.giveUp();
    return created;
  }
  const written = await file.write(created.value.credentials);
  if (!written.ok) {
    await file.giveUp();
    await management.servers.delete(created.value.server.id);
    return err([written.error]);
  }
  progress.ids.set(server.id, created.value.server.id);
  progress.files.push(path);
  return ok(created.value.server);
}

const FILE_WORD_MAX = 64;

/** A server's name as a part of a file's: nothing of a path, nothing that a shell reads. */
const fileWord = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, FILE_WORD_MAX) || 'server';
