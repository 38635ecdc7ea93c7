import { err, ok, quote, type Result, type Secret } from '@connect-token/core';
import { isVariable } from '@connect-token/job';
import type { Field } from './connect/shape.ts';

/**
 * The fields of an item that have a value, as variables: what the workflow says, an underscore, and the field's name in capitals.
 * What the workflow says comes first in every name, so that nobody who may edit an item sets a variable of another kind, such as
 * `PATH`. A one-time password is its digits of this moment. Fails where a field has no name that a variable can have.
 */
export function nameFields(
  prefix: string,
  fields: readonly Field[],
): Result<readonly { readonly name: string; readonly value: Secret<string> }[], string> {
  const named: { readonly name: string; readonly value: Secret<string> }[] = [];
  for (const field of fields) {
    const value = field.type === 'OTP' ? field.code : field.value;
    if (value === null || value.reveal() === '') continue;
    const suffix = suffixOf(field.name === '' ? field.id : field.name);
    const name = `${prefix}_${suffix}`;
    if (suffix === '' || !isVariable(name))
      return err(`its field ${quote(field.name)} makes no variable's name: load it by its id`);
    named.push({ name, value });
  }
  return named.length === 0 ? err('it has no field with a value') : ok(named);
}

const suffixOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
