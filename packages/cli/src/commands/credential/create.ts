import {
  CREDENTIAL_RIGHTS,
  type CredentialRight,
  err,
  isNonEmpty,
  ok,
  parseDuration,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findPerson } from '../../find.ts';

export const createCredential: AccountWork = async (args, { management, credentials, io }) => {
  const rights: readonly CredentialRight[] = CREDENTIAL_RIGHTS.filter((right) =>
    args.texts('right').includes(right),
  );
  if (!isNonEmpty(rights)) throw new Error('invariant: a right was checked to be there');
  const expiresIn = args.text('expires-in');
  const lifetime = expiresIn === undefined ? ok(undefined) : parseDuration(expiresIn);
  if (!lifetime.ok) return err([lifetime.error]);
  const person = await findPerson(management, args.needed('person'));
  if (!person.ok) return person;
  const order = { name: args.first(), personId: person.value.id, rights, lifetime: lifetime.value };
  const issued = await asked(credentials.create(order));
  if (!issued.ok) return issued;
  io.stdout.write(`${issued.value.secret.reveal()}\n`);
  return ok('done');
};
