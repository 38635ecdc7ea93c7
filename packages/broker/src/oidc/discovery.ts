import { err, type Result } from '@connect-token/core';
import type { Dispatcher } from 'undici';
import { type FetchLimits, fetchJson } from './fetch-json.ts';
import { type KeySet, parseKeySet } from './key-set.ts';
import { isJsonObject } from './strict-json.ts';

/**
 * The keys that an issuer publishes now. Both URLs follow from the configured issuer: the token that is being verified has no
 * say in them, and the discovery document only within the issuer's own origin (T16).
 * Source: OpenID Connect Discovery 1.0 §4.
 */
export async function fetchKeySet(
  issuer: string,
  limits: FetchLimits,
  dispatcher: Dispatcher,
): Promise<Result<KeySet, string>> {
  const discovery = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const document = await fetchJson(discovery, limits, dispatcher);
  if (!document.ok) return document;
  if (!isJsonObject(document.value) || document.value['issuer'] !== issuer)
    return err('the discovery document is of another issuer');
  const keysUrl = ownUrl(document.value['jwks_uri'], discovery.origin);
  if (keysUrl === undefined) return err('the discovery document names no `jwks_uri` on its own origin');
  const keys = await fetchJson(keysUrl, limits, dispatcher);
  return keys.ok ? parseKeySet(keys.value) : keys;
}

function ownUrl(text: unknown, origin: string): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.origin === origin && url.username === '' && url.password === '' ? url : undefined;
}
