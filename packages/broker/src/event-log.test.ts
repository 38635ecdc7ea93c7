import { keyOfHandle } from '@connect-token/protocol';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEventLog } from './event-log.ts';
import { anyText } from './testing/any-text.ts';
import { exchangeForm, type House, handle, openHouse } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const lineOf = (event: unknown) => house.lines.filter((line) => line['event'] === event);

describe('the log of decisions', () => {
  test('has one line for a grant: the job, the rule, the scope, the lease', async () => {
    const { body } = await house.mint({ claims: { run_id: '1' } });
    const line = house.lines.find(
      ({ leaseId, kind }) => leaseId === body['lease_id'] && kind === 'mint.granted',
    );
    expect(line).toMatchObject({
      level: 30,
      rule: 'shop-deploy',
      cost: 1,
      claims: { repositoryId: '501002003', environment: 'production', runId: '1' },
      vaults: [{ access: 'r' }],
    });
  });

  test('has one line for a denial: each rule with the condition that failed and the value seen; outside, an event id', async () => {
    const { status, body, text } = await house.mint({ claims: { environment: 'staging' } });
    expect(status).toBe(400);
    expect(body['error_description']).toBe('the trust policy does not allow this');
    expect(text).not.toContain('environment');
    const lines = lineOf(body['event_id']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 30,
      kind: 'mint.refused',
      claims: { repositoryId: '501002003', environment: 'staging' },
      failures: [
        {
          code: 'POLICY_DENIED',
          reasons: [
            {
              rule: 'shop-deploy',
              failed: [{ condition: 'environment', allowed: ['production'], seen: 'staging' }],
            },
            {
              rule: 'tools',
              failed: [{ condition: 'repository_id', allowed: ['501002004'], seen: '501002003' }],
            },
          ],
        },
      ],
    });
  });

  test('raises an alarm when an ID token comes a second time, and names the lease of the first', async () => {
    const form = exchangeForm(await house.issuer.idToken({ run_id: '2' }));
    const first = await house.post('/oauth/token', form);
    const second = await house.post('/oauth/token', form);
    expect(second.text).not.toContain(String(first.body['lease_id']));
    expect(lineOf(second.body['event_id'])).toMatchObject([
      { level: 40, alarm: 'ID_TOKEN_REPLAYED', firstLease: first.body['lease_id'], claims: { runId: '2' } },
    ]);
  });

  test('names the lease that is ending', async () => {
    const made = handle();
    const key = keyOfHandle(made);
    const { body } = await house.mint({ claims: { run_id: '3' }, headers: { 'idempotency-key': key } });
    await house.revoke(made);
    const kinds = house.lines.filter(({ leaseId }) => leaseId === body['lease_id']).map(({ kind }) => kind);
    expect(kinds).toEqual(['mint.granted', 'lease.ending', 'lease.revoked']);
  });

  test('holds no ID token, no Connect token and no handle, in whatever place they were sent', async () => {
    const made = handle();
    const idToken = await house.issuer.idToken({ run_id: '4' });
    const headers = { 'idempotency-key': keyOfHandle(made) };
    const minted = await house.post('/oauth/token', exchangeForm(idToken), headers);
    const token = String(minted.body['access_token']);
    const secrets = [idToken, token, made];
    for (const secret of secrets) {
      const details = JSON.stringify([{ type: 'connect_vaults', vaults: [{ vault: secret.slice(0, 250) }] }]);
      await house.mint({ form: { audience: secret } });
      await house.mint({ form: { audience: secret.slice(0, 250) } });
      await house.mint({ form: { authorization_details: details } });
      await house.mint({ form: { subject_token: secret, grant_type: secret } });
      await house.mint({ headers: { 'idempotency-key': secret, authorization: `Bearer ${secret}` } });
      await house.post('/oauth/revoke', { token: secret, [secret]: 'x' });
      await house.post('/oauth/revoke', `token=${secret}&token=${secret}`);
      await house.post('/oauth/token', secret, { 'content-type': 'text/plain' });
      await house.get(`/oauth/revoke/${secret}`);
      await house.get(`/oauth/revoke?token=${secret}`);
    }
    const log = JSON.stringify(house.lines);
    for (const secret of secrets) {
      for (const part of secret.split('.')) expect(log).not.toContain(part.slice(0, 40));
    }
  });

  test('is one JSON line for each event, whatever the claims hold', () => {
    const hostile = anyText(300);
    fc.assert(
      fc.property(hostile, hostile, (environment, seen) => {
        const written: string[] = [];
        const sink = createEventLog(pino({}, { write: (line: string) => written.push(line) }));
        sink.emit({
          id: '01',
          at: 0 as never,
          kind: 'mint.refused',
          claims: { environment } as never,
          policyHash: null,
          failures: [
            {
              code: 'POLICY_DENIED',
              reasons: [
                { rule: 'r', effect: 'allow', failed: [{ condition: 'environment', allowed: [], seen }] },
              ],
            },
          ],
        });
        expect(written).toHaveLength(1);
        const [line = ''] = written;
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]./u);
        expect(JSON.parse(line)).toMatchObject({ event: '01', kind: 'mint.refused' });
      }),
    );
  });
});
