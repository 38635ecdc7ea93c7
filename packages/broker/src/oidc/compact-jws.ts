import { isUtf8 } from 'node:buffer';
import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import { isJsonObject, type JsonObject, parseStrictJson } from './strict-json.ts';

/** GitHub's ID tokens are below 3 KiB; what is larger is nobody's ID token, and is refused before any work is spent on it. */
const ID_TOKEN_MAX = 16_384;

const KID_MAX = 128;

/** A JWS as its bytes say, before anything in it is believed. */
export interface CompactJws {
  readonly algorithm: string;
  /** A key of a map, and nothing else: it never becomes part of a path or a URL (T16). */
  readonly kid: string;
  readonly payload: JsonObject;
}

/**
 * Three parts of strict base64url, with a header and a payload that can be read in one way only. `jku`, `x5u` and `jwk` are
 * never looked at; `crit` demands something that we don't do, so it is refused (RFC 7515 §4.1.11).
 * Fails with `ID_TOKEN_MALFORMED`, which holds nothing of the text.
 */
export function parseCompactJws(text: string): Result<CompactJws, FailureOf<'ID_TOKEN_MALFORMED'>> {
  if (text.length > ID_TOKEN_MAX) return malformed(`it is longer than ${ID_TOKEN_MAX} characters`);
  const [headerPart, payloadPart, signaturePart, ...more] = text.split('.');
  if (headerPart === undefined || payloadPart === undefined || signaturePart === undefined || more.length > 0)
    return malformed('it is not three parts with two dots between them');
  if (decode(signaturePart) === undefined && signaturePart !== '')
    return malformed('its signature is not base64url');

  const header = parsePart('header', headerPart);
  if (!header.ok) return header;
  const payload = parsePart('payload', payloadPart);
  if (!payload.ok) return payload;

  const { alg, kid, crit, typ } = header.value;
  if (typeof alg !== 'string') return malformed('its header names no algorithm');
  if (crit !== undefined) return malformed('its header has `crit`, and no extension is supported');
  if (typ !== undefined && typ !== 'JWT') return malformed('its type is not `JWT`');
  // An unsigned token has no key to name: its algorithm is what is wrong with it.
  const kidText = kid ?? '';
  if (typeof kidText !== 'string' || kidText.length > KID_MAX)
    return malformed(`its \`kid\` is not a text of at most ${KID_MAX} characters`);
  return ok({ algorithm: alg, kid: kidText, payload: payload.value });
}

const malformed = (problem: string) => err({ code: 'ID_TOKEN_MALFORMED', problem } as const);

function parsePart(
  name: 'header' | 'payload',
  part: string,
): Result<JsonObject, FailureOf<'ID_TOKEN_MALFORMED'>> {
  const bytes = decode(part);
  if (bytes === undefined) return malformed(`its ${name} is not base64url`);
  if (!isUtf8(bytes)) return malformed(`its ${name} is not UTF-8`);
  const parsed = parseStrictJson(bytes.toString('utf8'));
  if (!parsed.ok) return malformed(`its ${name} ${parsed.error}`);
  return isJsonObject(parsed.value) ? ok(parsed.value) : malformed(`its ${name} is not a JSON object`);
}

/** Buffer skips characters that don't belong, and stray bits at the end; only what encodes back to the same text passes. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return part !== '' && bytes.toString('base64url') === part ? bytes : undefined;
}
