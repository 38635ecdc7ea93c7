import type { ItemCategory } from '@connect-token/core';
import type { PlainWork } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { CATEGORY_NAMES, parseCategory } from '../../items/category.ts';
import { templateFields } from '../../items/template.ts';
import { formatJson } from '../../output/json.ts';
import { print } from '../../output/print.ts';
import { formatTable } from '../../output/table.ts';
import { exitCodeOf, reportFailures } from '../../report.ts';
import { readFormat } from '../../run.ts';

/** Ids of the categories that items can be made of, as `op` has them. Source: 1password.dev, `op item template list`. */
const IDS: Readonly<Partial<Record<ItemCategory, string>>> = {
  API_CREDENTIAL: '112',
  BANK_ACCOUNT: '101',
  CREDIT_CARD: '002',
  DATABASE: '102',
  DRIVER_LICENSE: '103',
  EMAIL_ACCOUNT: '111',
  IDENTITY: '004',
  LOGIN: '001',
  MEDICAL_RECORD: '113',
  MEMBERSHIP: '105',
  OUTDOOR_LICENSE: '104',
  PASSPORT: '106',
  PASSWORD: '005',
  REWARD_PROGRAM: '107',
  SECURE_NOTE: '003',
  SERVER: '110',
  SOCIAL_SECURITY_NUMBER: '108',
  SOFTWARE_LICENSE: '100',
  SSH_KEY: '114',
  WIRELESS_ROUTER: '109',
};

export const listTemplates: PlainWork = async (args, io) => {
  const format = readFormat(args.text('format') ?? io.env['OP_FORMAT']);
  if (!format.ok) {
    reportFailures([format.error], io.stderr);
    return EXIT.mistake;
  }
  const rows = (Object.keys(IDS) as ItemCategory[]).map((category) => ({
    uuid: IDS[category] ?? '',
    name: CATEGORY_NAMES[category],
  }));
  print(
    { io, format: format.value },
    {
      json: () => rows,
      human: (colour) =>
        formatTable(
          ['UUID', 'NAME'],
          rows.map(({ uuid, name }) => [uuid, name]),
          colour,
        ),
    },
  );
  return EXIT.ok;
};

/** Always JSON: it is a file to fill in. Source: 1password.dev, "Item JSON templates". */
export const getTemplate: PlainWork = async (args, io) => {
  const category = parseCategory(args.first());
  if (!category.ok) {
    reportFailures([category.error], io.stderr);
    return exitCodeOf([category.error]);
  }
  const fields = templateFields(category.value).map(({ id, type, purpose, label }) => ({
    id,
    type,
    ...(purpose === null ? {} : { purpose }),
    label,
    value: '',
  }));
  io.stdout.write(formatJson({ title: '', category: category.value, sections: [], fields }));
  return EXIT.ok;
};
