import { METADATA_PATH } from '@connect-token/protocol';
import type { Config } from '@connect-token/protocol/files';
import { type Finding, failed, fine, warned } from './finding.ts';
import { httpGet } from './http-get.ts';

/** The broker of this configuration: where it listens, and as jobs reach it. */
export async function checkBroker({ listen, publicUrl }: Config): Promise<readonly Finding[]> {
  const host = listen.host.includes(':')
    ? `[${listen.host}]`
    : listen.host === '0.0.0.0'
      ? '127.0.0.1'
      : listen.host;
  const ready = await httpGet(`http://${host}:${listen.port}/readyz`);
  const runs = ready.ok && isReadiness(ready.value.body);
  const here: Finding = runs
    ? readinessFinding(ready.value.body as Readiness)
    : warned(
        'broker',
        `nothing of ours listens on ${host}:${listen.port}`,
        'start it: connect serve --config FILE',
      );
  return [here, await publicFinding(publicUrl, runs)];
}

interface Readiness {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly reasons: readonly string[];
}

const isReadiness = (body: unknown): body is Readiness =>
  typeof body === 'object' &&
  body !== null &&
  'status' in body &&
  ['ready', 'degraded', 'unready'].includes(String(body.status)) &&
  'reasons' in body &&
  Array.isArray(body.reasons);

function readinessFinding({ status, reasons }: Readiness): Finding {
  const says = `it runs, and is ${status}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`;
  switch (status) {
    case 'ready':
      return fine('broker', says);
    case 'degraded':
      return warned('broker', says, 'it serves; look at each of these');
    case 'unready':
      return failed('broker', says, 'no job gets a token until these are gone');
  }
}

/** Through the proxy that ends TLS: the metadata must be this broker's, or ID tokens for it are refused. */
async function publicFinding(publicUrl: string, runs: boolean): Promise<Finding> {
  const check = `public URL ${publicUrl}`;
  const got = await httpGet(`${publicUrl}${METADATA_PATH}`);
  const trouble = (says: string, advice: string): Finding =>
    runs ? failed(check, says, advice) : warned(check, says, 'start the broker first, then look again');
  if (!got.ok) return trouble(`can't be reached: ${got.error}`, 'check the proxy, its certificate and DNS');
  const { status, body } = got.value;
  if (status !== 200) return trouble(`its metadata answered ${status}`, 'let the proxy pass every path on');
  const issuer = typeof body === 'object' && body !== null && 'issuer' in body ? body.issuer : undefined;
  return issuer === publicUrl
    ? fine(check, 'answers with the metadata of this configuration')
    : trouble(
        'answers with the metadata of another broker',
        'compare `public_url` with where the proxy leads',
      );
}
