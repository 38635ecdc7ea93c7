import {
  err,
  type Failure,
  foldAscii,
  isNonEmpty,
  type ManagedServer,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { Session } from '../../command.ts';
import { nameServer } from '../../find.ts';
import { namesOf } from '../../input-names.ts';

/** The servers that an argument names, each once. Fails with every name that is none, before anything is done with the others. */
export async function serversNamed(
  text: string,
  { management, io }: Pick<Session, 'management' | 'io'>,
): Promise<Result<readonly ManagedServer[], NonEmpty<Failure>>> {
  const names = await namesOf(text, io);
  if (!names.ok) return names;
  const all = await asked(management.servers.list());
  if (!all.ok) return all;
  const failures: Failure[] = [];
  const servers = new Map<string, ManagedServer>();
  // A list that was piped names each by its id: that is no search, or ten thousand of them would be a hundred million steps.
  const byId = new Map(all.value.map((server) => [foldAscii(server.id), server]));
  for (const name of names.value) {
    const server = byId.get(foldAscii(name));
    const found = server === undefined ? nameServer(name, all.value) : ok(server);
    if (found.ok) servers.set(found.value.id, found.value);
    else failures.push(...found.error);
  }
  return isNonEmpty(failures) ? err(failures) : ok([...servers.values()]);
}
