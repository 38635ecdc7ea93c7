import { err, type Instant, ok, quote, type Result, type Secret } from '@connect-token/core';
import { print } from '../output/print.ts';
import type { OpContext } from './command.ts';
import type { ApiField } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';
import { selectFields } from './field-selector.ts';
import { type Codes, fieldJson, itemJson } from './item-json.ts';
import type { FoundItem } from './lookup.ts';
import { oneTimePassword } from './one-time-password.ts';
import { formatPairs } from './pairs.ts';

/** Stands in what people read, where `--reveal` would show a value. Source: 1password.dev, `op item get`, `--reveal`. */
const CONCEALED = '[concealed: show it with --reveal]';

/** What of an item is asked for. */
interface WantedParts {
  readonly otp: boolean;
  readonly reveal: boolean;
  /** As `--fields` has them; none: the whole item. */
  readonly fields: readonly string[];
}

export function printFound(
  found: FoundItem,
  { otp, reveal, fields: selectors }: WantedParts,
  context: OpContext,
): Result<number, OpFailure> {
  if (otp) return printCode(found, context);
  if (selectors.length === 0) return printItem(found, context, reveal);
  const fields = selectFields(found.item, selectors);
  return fields.ok ? printFields(found, fields.value, context, reveal) : fields;
}

function printCode({ item }: FoundItem, { io }: OpContext): Result<number, OpFailure> {
  const field = item.fields.find(({ type }) => type === 'OTP');
  if (field === undefined)
    return err({
      code: 'UNKNOWN',
      noun: 'field',
      text: 'one-time password',
      where: `the item ${quote(item.title)}`,
    });
  const code = oneTimePassword(field, io.now());
  if (!code.ok) return code;
  io.stdout.write(`${code.value.reveal()}\n`);
  return ok(0);
}

function printItem(found: FoundItem, context: OpContext, reveal: boolean): Result<number, OpFailure> {
  const { vault, item } = found;
  print(context, {
    json: () => itemJson(found, codesOf(item.fields, context.io.now())),
    human: () =>
      formatPairs([
        ['ID', item.id],
        ['Title', item.title],
        ['Vault', `${vault.name} (${vault.id})`],
        ['Created', item.createdAt ?? ''],
        ['Updated', item.updatedAt ?? ''],
        ['Category', item.category],
        ...item.fields.map((field): [string, string] => [
          `  ${field.label ?? field.id}`,
          shown(field, reveal),
        ]),
      ]),
  });
  return ok(0);
}

function printFields(
  found: FoundItem,
  fields: readonly ApiField[],
  context: OpContext,
  reveal: boolean,
): Result<number, OpFailure> {
  print(context, {
    json: () => {
      const codes = codesOf(fields, context.io.now());
      const values = fields.map((field) => fieldJson(found, field, codes));
      return values.length === 1 ? values[0] : values;
    },
    human: () => `${fields.map((field) => csvCell(shown(field, reveal))).join(',')}\n`,
  });
  return ok(0);
}

const shown = (field: ApiField, reveal: boolean): string =>
  reveal || (field.type !== 'CONCEALED' && field.type !== 'OTP') ? (field.value?.reveal() ?? '') : CONCEALED;

/** RFC 4180 §2: a value with a comma, a quote or a line break is quoted. */
const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A field whose secret can't be read has no code: the rest of the item is still an answer. */
function codesOf(fields: readonly ApiField[], now: Instant): Codes {
  const codes = new Map<string, Secret<string>>();
  for (const field of fields) {
    const code = oneTimePassword(field, now);
    if (code.ok) codes.set(field.id, code.value);
  }
  return codes;
}
