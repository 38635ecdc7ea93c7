import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, handle, openHouse } from '../testing/house.ts';
import { instruments } from './instruments.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { startMetrics } from './start.ts';

/** The value of one line of the text format; `undefined` where there is no such line. */
const metric = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

describe('the metrics of a broker', () => {
  let metrics: Metrics;
  let house: House;
  let text: string;
  beforeAll(async () => {
    metrics = await createMetrics();
    house = await openHouse({ metrics, plan: { kind: 'metered', limit: 10 } });
    const first = await house.mint();
    await house.mint();
    await house.mint({ claims: { repository_id: '1' } });
    await house.revoke(String(first.body['access_token']));
    await house.revoke(handle());
    await house.post('/oauth/revoke', {});
    text = await metrics.text();
  });
  afterAll(() => house.close());

  test('tell what leases and credits are like now', () => {
    expect(metric(text, 'connect_token_leases{state="active"}')).toBe(1);
    expect(metric(text, 'connect_token_leases{state="revoking"}')).toBe(0);
    expect(metric(text, 'connect_token_leases_stuck')).toBe(0);
    expect(metric(text, 'connect_token_leases_oldest_overdue_seconds')).toBe(0);
    expect(metric(text, 'connect_token_credits_held')).toBe(1);
    expect(metric(text, 'connect_token_credits_standing')).toBe(0);
    expect(metric(text, 'connect_token_credits_limit')).toBe(10);
  });

  test('count mints, revocations and refusals by what came of them', () => {
    expect(metric(text, 'connect_token_mint_duration_seconds_count{outcome="done"}')).toBe(2);
    expect(metric(text, 'connect_token_mint_duration_seconds_count{outcome="refused"}')).toBe(1);
    expect(metric(text, 'connect_token_revoke_duration_seconds_count{outcome="done"}')).toBe(2);
    expect(metric(text, 'connect_token_revoke_duration_seconds_count{outcome="refused"}')).toBe(1);
    expect(metric(text, 'connect_token_refusals_total{code="POLICY_DENIED"}')).toBe(1);
    expect(metric(text, 'connect_token_refusals_total{code="REQUEST_MALFORMED"}')).toBe(1);
    expect(metric(text, 'connect_token_leases_ended_total{reason="token"}')).toBe(1);
    expect(metric(text, 'connect_token_leases_ended_total{reason="orphan"}')).toBe(0);
    expect(metric(text, 'connect_token_leases_revoked_total')).toBe(1);
  });

  test('time the calls to the control plane, and tell when the leases were looked at', () => {
    const calls = 'connect_token_upstream_duration_seconds_count';
    expect(metric(text, `${calls}{call="tokens.create",outcome="ok"}`)).toBe(2);
    expect(metric(text, `${calls}{call="tokens.delete",outcome="ok"}`)).toBe(1);
    const lastPass = metric(text, 'connect_token_reaper_last_pass_timestamp_seconds') ?? 0;
    expect(Math.abs(lastPass - Date.now() / 1000)).toBeLessThan(60);
    expect(metric(text, 'connect_token_readiness{status="ready"}')).toBe(1);
    expect(metric(text, 'connect_token_readiness{status="degraded"}')).toBe(0);
  });

  test('have no name of a repository, a server or a vault in them', () => {
    for (const name of ['Production', 'acme', '501002003', 'shop']) expect(text).not.toContain(name);
  });

  test('are looked up once a second at most', async () => {
    expect(metrics.text()).toBe(metrics.text());
    await metrics.text();
  });

  test('are served on an address of their own, in the text format', async () => {
    expect((await house.get('/metrics')).status).toBe(404);
    const started = await startMetrics({
      config: { publicUrl: 'http://127.0.0.1', metrics: { listen: { host: '127.0.0.1', port: 0 } } },
      metrics,
      ids: { ulid: () => '0'.repeat(26) },
      log: pino({ level: 'silent' }),
    });
    if (!started.ok) throw new Error(started.error.code);
    const answer = await fetch(`${started.value.url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('# TYPE connect_token_leases gauge\n');
    expect((await fetch(`${started.value.url}/oauth/token`, { method: 'POST' })).status).toBe(404);
    await started.value.close();
  });

  test('leave this machine only where a TLS proxy stands before the broker', async () => {
    const started = await startMetrics({
      config: { publicUrl: 'http://127.0.0.1', metrics: { listen: { host: '0.0.0.0', port: 0 } } },
      metrics,
      ids: { ulid: () => '0'.repeat(26) },
      log: pino({ level: 'silent' }),
    });
    expect(started).toMatchObject({ ok: false, error: { code: 'URL_INSECURE' } });
  });
});

test('what cannot be looked up is not told as zero', async () => {
  const metrics = await createMetrics();
  metrics.watch({
    census: async () => ({ ok: false, error: 'away' }),
    credits: async () => ({ ok: false, error: 'away' }),
    readiness: async () => ({ status: 'unready', reasons: [] }),
    lastPassAt: () => null,
    now: () => 0 as never,
  });
  const text = await metrics.text();
  for (const series of [
    'leases{state="active"}',
    'leases_stuck',
    'leases_overdue',
    'credits_held',
    'credits_limit',
  ])
    expect(metric(text, `connect_token_${series}`), series).toBeNaN();
});

test('docs/operating.md has each of them, and besides the Connect API’s no other', async () => {
  const operating = await readFile(new URL('../../../../docs/operating.md', import.meta.url), 'utf8');
  const rows = [...operating.matchAll(/^\| `(connect_token_(?!connect_)\w+)` \| (\w+) \|[^|]*\| (.*) \|$/gm)];
  const own = (await instruments().registry.getMetricsAsJSON()).filter(
    ({ name }) => !/^connect_token_(?:process|nodejs)_/.test(name),
  );
  expect(rows.map(([, name, type, help]) => ({ name, type, help }))).toEqual(
    own.map(({ name, type, help }) => ({ name, type: String(type), help })),
  );
});
