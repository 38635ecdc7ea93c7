import { err, parseSecretReference, type Result, type SecretReference } from '@connect-token/core';
import type { OpFailure } from './failure.ts';

export function parseReference(text: string): Result<SecretReference, OpFailure> {
  const reference = parseSecretReference(text);
  return reference.ok ? reference : err({ code: 'RULE', failure: reference.error });
}
