import {
  err,
  type Instant,
  ok,
  quote,
  type Result,
  type Secret,
  type SecretReference,
  secret,
} from '@connect-token/core';
import type { ApiField, ApiItem } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';
import { findNamed } from './named.ts';
import { oneTimePassword } from './one-time-password.ts';

/**
 * The field that a reference names within its item. Without a section, a field that has none comes first; one within a section is
 * found where its name is the only one. Source: 1password.dev, "Secret reference syntax".
 */
export function findField(
  item: ApiItem,
  { section, field }: Pick<SecretReference, 'section' | 'field'>,
): Result<ApiField, OpFailure> {
  const where = `the item ${quote(item.title)}`;
  if (section === undefined) {
    const outside = findIn(
      item.fields.filter((one) => one.section === null),
      field,
      where,
    );
    if (outside.ok || outside.error.code !== 'UNKNOWN') return outside;
    return findIn(item.fields, field, where);
  }
  const sections = item.sections.map((one) => ({ id: one.id, name: one.label ?? '' }));
  const found = findNamed(section, sections, { noun: 'section', where });
  if (!found.ok) return found;
  return findIn(
    item.fields.filter((one) => one.section === found.value.id),
    field,
    `the section ${quote(section)} of ${where}`,
  );
}

function findIn(fields: readonly ApiField[], text: string, where: string): Result<ApiField, OpFailure> {
  const things = fields.map((field) => ({ id: field.id, name: field.label ?? '', field }));
  const found = findNamed(text, things, { noun: 'field', where });
  return found.ok ? ok(found.value.field) : found;
}

/** What a reference asks for of its field. Fails with `NO_CODE`, and with `NOT_SUPPORTED` for what only files have. */
export function readAttribute(
  field: ApiField,
  attribute: SecretReference['attribute'],
  now: Instant,
): Result<Secret<string>, OpFailure> {
  switch (attribute) {
    case undefined:
    case 'value':
      return ok(field.value ?? secret(''));
    case 'otp':
      return oneTimePassword(field, now);
    case 'type':
      return ok(secret(field.type));
    case 'title':
      return ok(secret(field.label ?? ''));
    case 'id':
      return ok(secret(field.id));
    case 'purpose':
      return ok(secret(field.purpose ?? ''));
    case 'content':
    case 'size':
    case 'name':
      return err({ code: 'NOT_SUPPORTED', what: `?attribute=${attribute}` });
  }
}
