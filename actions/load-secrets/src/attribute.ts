import { err, ok, type Result, type Secret, type SecretAttribute, secret } from '@connect-token/core';
import type { AttachedFile, Field } from './connect/shape.ts';

/** What a reference asks for of its field, or why that can't be. */
export function readField(
  field: Field,
  attribute: SecretAttribute | undefined,
): Result<Secret<string>, string> {
  switch (attribute) {
    case undefined:
    case 'value':
      return ok(field.value);
    case 'otp':
      return field.code === null ? err('the field has no one-time password') : ok(field.code);
    case 'type':
      return ok(secret(field.type));
    case 'title':
      return ok(secret(field.name));
    case 'id':
      return ok(secret(field.id));
    case 'purpose':
      return ok(secret(field.purpose));
    case 'content':
    case 'size':
    case 'name':
      return err(`only files have the attribute \`${attribute}\`, and it is a field`);
  }
}

/** The same of a file; `'content'` has to be asked for. */
export function readFile(
  file: AttachedFile,
  attribute: SecretAttribute | undefined,
): Result<Secret<string> | 'content', string> {
  switch (attribute) {
    case undefined:
    case 'content':
      return ok('content');
    case 'size':
      return ok(secret(String(file.size)));
    case 'name':
      return ok(secret(file.name));
    case 'id':
      return ok(secret(file.id));
    case 'value':
    case 'otp':
    case 'type':
    case 'title':
    case 'purpose':
      return err(`only fields have the attribute \`${attribute}\`, and it is a file`);
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file's bytes in Base64, or why it is none. */
export function readText(base64: Secret<string>): Result<Secret<string>, string> {
  try {
    return ok(secret(UTF_8.decode(Buffer.from(base64.reveal(), 'base64'))));
  } catch {
    return err('the file is no text');
  }
}
