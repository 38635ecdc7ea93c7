import { err, foldAscii, ok, quote, type Result } from '@connect-token/core';
import type { ApiField, ApiItem } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';

/**
 * The fields that `--fields` asks for: `username`, `label=username` or `type=concealed`, in the order in which they are asked for, each
 * once. Fails with `UNKNOWN` for one that the item doesn't have. Source: 1password.dev, `op item get`.
 */
export function selectFields(
  item: ApiItem,
  selectors: readonly string[],
): Result<readonly ApiField[], OpFailure> {
  const selected = new Set<ApiField>();
  for (const selector of selectors) {
    const fields = item.fields.filter(matcherOf(selector));
    if (fields.length === 0)
      return err({ code: 'UNKNOWN', noun: 'field', text: selector, where: `the item ${quote(item.title)}` });
    for (const field of fields) selected.add(field);
  }
  return ok([...selected]);
}

function matcherOf(selector: string): (field: ApiField) => boolean {
  const [, by, text = ''] = /^(label|type)=(.*)$/s.exec(selector) ?? [undefined, 'label', selector];
  const wanted = foldAscii(text);
  return by === 'type'
    ? ({ type }) => foldAscii(type) === wanted
    : ({ id, label }) => foldAscii(label ?? '') === wanted || foldAscii(id) === wanted;
}
