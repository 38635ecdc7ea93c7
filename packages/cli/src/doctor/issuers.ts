import { type Finding, failed, fine, skipped, warned } from './finding.ts';
import { httpGet } from './http-get.ts';

/** Half of what ID tokens may be off by: past that they are refused. */
const SKEW_WARN_MS = 30_000;
const SKEW_FAIL_MS = 60_000;

/** Each issuer's discovery and keys, as the broker will fetch them; and this machine's clock against theirs. */
export async function checkIssuers(
  issuers: readonly string[],
  nowMs: () => number,
): Promise<readonly Finding[]> {
  const looks = await Promise.all(issuers.map((issuer) => look(issuer, nowMs)));
  const skews = looks.flatMap(({ skewMs }) => skewMs ?? []);
  return [...looks.map(({ finding }) => finding), clockFinding(skews)];
}

interface Look {
  readonly finding: Finding;
  readonly skewMs: number | null;
}

async function look(issuer: string, nowMs: () => number): Promise<Look> {
  const check = `issuer ${issuer}`;
  const broken = (says: string): Look => ({
    finding: failed(
      check,
      says,
      'mints of its jobs fail: check the URL, DNS, the firewall and the proxy of this machine',
    ),
    skewMs: null,
  });
  const discovery = await httpGet(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!discovery.ok) return broken(`discovery can't be fetched: ${discovery.error}`);
  const { status, body, date } = discovery.value;
  const skewMs = date === null ? null : nowMs() - date;
  if (status !== 200) return broken(`discovery answered ${status}`);
  const { issuer: named, jwks_uri } = asObject(body);
  if (named !== issuer) return broken('its discovery document names another issuer');
  if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) return broken('it names no keys');
  if (new URL(jwks_uri).origin !== new URL(issuer).origin) return broken('its keys are on another origin');
  const keys = await httpGet(jwks_uri);
  if (!keys.ok) return broken(`its keys can't be fetched: ${keys.error}`);
  const { keys: list } = asObject(keys.value.body);
  if (!Array.isArray(list) || list.length === 0) return broken('it has no keys');
  return { finding: fine(check, `${list.length} keys`), skewMs };
}

/** The median of what they say: one of them may be wrong. */
function clockFinding(skews: readonly number[]): Finding {
  const middle = [...skews].sort((one, other) => one - other)[Math.floor(skews.length / 2)];
  if (middle === undefined) return skipped('clock', 'no issuer said what time it is');
  const off = Math.abs(middle);
  const says = `${Math.round(off / 1000)} s ${middle > 0 ? 'ahead of' : 'behind'} the issuers`;
  if (off > SKEW_FAIL_MS)
    return failed('clock', says, 'set it: ID tokens are refused, and leases end at the wrong time');
  if (off > SKEW_WARN_MS) return warned('clock', says, 'set it, and let NTP keep it');
  return fine('clock', 'agrees with the issuers');
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
