import { ok, plain } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { findToken } from '../../find.ts';

export const editToken: AccountWork = async (args, { management, io }) => {
  const token = await findToken(management, args.first(), args.text('server'));
  if (!token.ok) return token;
  const renamed = await asked(management.tokens.rename(token.value.id, args.needed('name')));
  if (!renamed.ok) return renamed;
  const { id, name } = renamed.value;
  io.stdout.write(`Token ${plain(token.value.name)} (${id}) is now named ${plain(name)}.\n`);
  return ok('done');
};
