import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type CallLine, traceOf } from './request-log.ts';

const line: CallLine = {
  ...traceOf('GET', '/v1/vaults'),
  tokenId: 'SECRETID',
  vaultId: 'v',
  status: 200,
  ms: 3,
  delivered: true,
};

describe('the metrics of the Connect API', () => {
  test('count by route, method and status, in buckets of seconds', async () => {
    const metrics = await createMetrics();
    metrics.count(line);
    metrics.count({ ...line, status: null });
    metrics.count({ ...line, method: 'PROPFIND', route: null, status: 404 });
    const text = await metrics.text();
    const requests = 'connect_token_connect_requests_total';
    expect(text).toContain(`${requests}{route="/v1/vaults",status="200",method="GET"} 1`);
    expect(text).toContain(`${requests}{route="/v1/vaults",status="0",method="GET"} 1`);
    expect(text).toContain(`${requests}{route="none",status="404",method="any"} 1`);
    const seconds = 'connect_token_connect_request_duration_seconds_bucket';
    expect(text).toContain(`${seconds}{le="0.0025",route="/v1/vaults"} 0`);
    expect(text).toContain(`${seconds}{le="0.005",route="/v1/vaults"} 2`);
    expect(text).not.toContain('SECRETID');
  });

  test('of two services are not shared', async () => {
    const [one, other] = await Promise.all([createMetrics(), createMetrics()]);
    one.count(line);
    expect(await other.text()).not.toContain('status="200"');
  });

  test('are all in docs/operating.md, and no other', async () => {
    const operating = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
    const rows = [...operating.matchAll(/^\| `(connect_token_connect_\w+)` \| (\w+) \|[^|]*\| (.*) \|$/gm)];
    const text = await (await createMetrics()).text();
    const own = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)];
    expect(own).toHaveLength(2);
    expect(rows.map(([, name, type, help]) => [name, help, type])).toEqual(
      own.map(([, name, help, type]) => [name, help, type]),
    );
  });
});
