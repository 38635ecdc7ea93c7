import {
  err,
  isNonEmpty,
  isVaultText,
  type MintRequest,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import {
  ACCESS_TOKEN_TYPE,
  IDEMPOTENCY_KEY_PATTERN,
  type StsFailure,
  SUBJECT_TOKEN_TYPES,
  TOKEN_EXCHANGE_GRANT,
} from '@connect-token/protocol';
import { parseAskedDetails } from './asked-details.ts';
import { refuseClientSecret } from './client.ts';
import { type Form, malformed, parseForm } from './form.ts';

/** A token exchange as it was asked for; whose ID token it is, nobody knows yet. */
export interface TokenRequest {
  readonly idToken: Secret<string>;
  readonly key: string | null;
  readonly request: MintRequest;
}

/**
 * A token request, with every mistake at once. No message holds the value of a parameter that could be a secret in the wrong
 * place (T31). Source: RFC 8693 §2.1; docs/lease-protocol.md.
 */
export function parseTokenRequest(
  body: string,
  idempotencyKey: string | undefined,
): Result<TokenRequest, NonEmpty<StsFailure>> {
  const form = parseForm(body);
  if (!form.ok) return form;
  const stranger = refuseClientSecret(form.value) ?? refuseGrant(form.value.get('grant_type'));
  if (stranger !== undefined) return err([stranger]);

  const idToken = form.value.get('subject_token');
  const asked = parseAskedDetails(form.value.get('authorization_details'));
  const failures: StsFailure[] = [...refuseParameters(form.value, idempotencyKey)];
  if (!asked.ok) failures.push(...asked.error);
  if (isNonEmpty(failures)) return err(failures);
  if (idToken === undefined || !asked.ok) throw new Error('invariant: a refusal without a failure');
  return ok({
    idToken: secret(idToken),
    key: idempotencyKey ?? null,
    request: { server: form.value.get('audience'), ...asked.value },
  });
}

/** Another grant has other parameters: nothing else about it is worth saying. */
function refuseGrant(given: string | undefined): StsFailure | undefined {
  if (given === undefined) return malformed('the parameter `grant_type` is missing');
  return given === TOKEN_EXCHANGE_GRANT
    ? undefined
    : { code: 'GRANT_TYPE_UNSUPPORTED', given, allowed: TOKEN_EXCHANGE_GRANT };
}

function refuseParameters(form: Form, idempotencyKey: string | undefined): readonly StsFailure[] {
  const problems: string[] = [];
  const type = form.get('subject_token_type');
  const requested = form.get('requested_token_type');
  const server = form.get('audience');
  if (!form.has('subject_token'))
    problems.push('the parameter `subject_token` is missing: the ID token of the job');
  if (!SUBJECT_TOKEN_TYPES.some((known) => known === type))
    problems.push(`\`subject_token_type\` is not \`${SUBJECT_TOKEN_TYPES.join('` or `')}\``);
  if (requested !== undefined && requested !== ACCESS_TOKEN_TYPE)
    problems.push(`\`requested_token_type\` is not \`${ACCESS_TOKEN_TYPE}\``);
  if (server !== undefined && !isVaultText(server))
    problems.push('`audience` is not the name or the id of a Connect server');
  if (idempotencyKey !== undefined && !IDEMPOTENCY_KEY_PATTERN.test(idempotencyKey))
    problems.push('`Idempotency-Key` is not 43 characters of base64url, the SHA-256 of a handle');
  return problems.map(malformed);
}
