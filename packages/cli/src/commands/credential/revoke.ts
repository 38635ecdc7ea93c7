import { err, lookUp, ok, plain, quote, quoteList } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';

export const revokeCredential: AccountWork = async (args, session) => {
  const { credentials, io } = session;
  const text = args.first();
  const all = await asked(credentials.list());
  if (!all.ok) return all;
  const found = lookUp(text, all.value);
  if (found.kind === 'none')
    return err([{ code: 'CREDENTIAL_INVALID', problem: `${quote(text)} is unknown` }]);
  if (found.kind === 'many') {
    const problem = `${quote(text)} is the name of several: give one of the ids ${quoteList(found.ids)}`;
    return err([{ code: 'CREDENTIAL_INVALID', problem }]);
  }
  const { id, name } = found.thing;
  const sure = await confirm(session, `revoking the credential ${quote(name)} (${id})`);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const revoked = await asked(credentials.revoke(id));
  if (!revoked.ok) return revoked;
  const what = revoked.value === 'revoked' ? 'was revoked' : 'was revoked before';
  io.stdout.write(`Credential ${plain(name)} (${id}) ${what}.\n`);
  return ok('done');
};
