import {
  err,
  type Failure,
  isNonEmpty,
  type ManagedServer,
  type NonEmpty,
  ok,
  type Result,
  sameId,
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
  const servers: ManagedServer[] = [];
  for (const name of names.value) {
    const found = nameServer(name, all.value);
    if (!found.ok) failures.push(...found.error);
    else if (!servers.some(({ id }) => sameId(id, found.value.id))) servers.push(found.value);
  }
  return isNonEmpty(failures) ? err(failures) : ok(servers);
}
