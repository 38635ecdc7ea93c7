import { ok } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { credentialRecord, credentialTable } from '../../output/credential.ts';
import { print } from '../../output/print.ts';

export const listCredentials: AccountWork = async (_args, session) => {
  const { management, credentials, io } = session;
  const all = await asked(credentials.list());
  if (!all.ok) return all;
  const people = await asked(management.people.list());
  if (!people.ok) return people;
  print(session, {
    json: () => all.value.map(credentialRecord),
    human: (colour) => credentialTable(all.value, people.value, io.now(), colour),
  });
  return ok('done');
};
