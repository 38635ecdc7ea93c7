import { type Failure, type Management, type NonEmpty, ok, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { Names } from '../../output/audit-sentence.ts';
import { nameById } from '../../output/name-by-id.ts';

/** What things are called now: an event has their ids, because names move. */
export async function readNames({
  people,
  servers,
  vaults,
}: Management): Promise<Result<Names, NonEmpty<Failure>>> {
  const [persons, machines, safes] = await Promise.all([
    asked(people.list()),
    asked(servers.list()),
    asked(vaults.list()),
  ]);
  if (!persons.ok) return persons;
  if (!machines.ok) return machines;
  if (!safes.ok) return safes;
  return ok({
    person: nameById(persons.value),
    server: nameById(machines.value),
    vault: nameById(safes.value),
  });
}
