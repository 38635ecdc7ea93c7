import { err } from '@connect-token/core';
import { listFlag, type OpWork, parseCommandLine, textFlag } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import { findItem } from '../lookup.ts';
import { printFound } from '../print-found.ts';

const OPTIONS = {
  vault: { type: 'string' },
  fields: { type: 'string', multiple: true },
  otp: { type: 'boolean' },
  reveal: { type: 'boolean' },
} as const;

export const itemGet: OpWork = async (args, context) => {
  const line = parseCommandLine(args, OPTIONS, 1);
  if (!line.ok) return line;
  const { flags, positionals } = line.value;
  const [text] = positionals;
  if (text === undefined) return err({ code: 'USAGE', problem: 'name the item, by its title or its id' });
  if (text === '-' || text.startsWith('https:'))
    return err({ code: 'NOT_SUPPORTED', what: `op item get ${text}` });
  const api = openConnectApi(context.io.env);
  if (!api.ok) return api;
  const wanted = {
    otp: flags['otp'] === true,
    reveal: flags['reveal'] === true,
    fields: listFlag(flags, 'fields'),
  };
  const found = await findItem(api.value, text, textFlag(flags, 'vault'));
  return found.ok ? printFound(found.value, wanted, context) : found;
};
