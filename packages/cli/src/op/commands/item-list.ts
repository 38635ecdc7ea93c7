import { listFlag, type OpWork, parseCommandLine, textFlag } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import { printItems } from '../print-items.ts';

const OPTIONS = {
  vault: { type: 'string' },
  categories: { type: 'string', multiple: true },
  tags: { type: 'string', multiple: true },
  favorite: { type: 'boolean' },
  long: { type: 'boolean' },
} as const;

export const itemList: OpWork = async (args, context) => {
  const line = parseCommandLine(args, OPTIONS, 0);
  if (!line.ok) return line;
  const { flags } = line.value;
  const api = openConnectApi(context.io.env);
  if (!api.ok) return api;
  const wanted = {
    vault: textFlag(flags, 'vault'),
    categories: listFlag(flags, 'categories'),
    tags: listFlag(flags, 'tags'),
    favorite: flags['favorite'] === true,
  };
  return printItems(api.value, wanted, context);
};
