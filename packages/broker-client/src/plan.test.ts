import { err, ok } from '@connect-token/core';
import { afterEach, describe, expect, test } from 'vitest';
import { hang, order, type Scene, type Step, scene } from './testing/client.ts';
import { answer } from './testing/scripted-server.ts';
import { tokenAnswerOf } from './testing/token-answer.ts';

let open: Scene | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});
const plan = async (...script: readonly Step[]) => {
  open = await scene(...script);
  return { planned: await open.client.plan(order()), scene: open };
};

const CREDITS = { used: 3, limit: 10 };
const PLANNED = tokenAnswerOf({ rule: 'deploy', lifetime_max: 1_800, credits: CREDITS });

describe('a rehearsal', () => {
  test('asks with the form of a mint and no key, and answers what would be granted', async () => {
    const { planned, scene: asked } = await plan(answer(200, PLANNED));
    expect(planned).toEqual(
      ok({
        server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: 'Production' },
        vaults: [{ id: 'vaultaaaaaaaaaaaaaaaaaaaaa', name: 'Production', permissions: ['read'] }],
        lifetime: 900,
        rule: 'deploy',
        lifetimeMax: 1_800,
        credits: CREDITS,
      }),
    );
    const [received] = asked.server.received;
    expect(received?.path).toBe('/api/v1/mints/plan');
    expect(received?.headers['idempotency-key']).toBeUndefined();
    expect(received?.form.get('subject_token')).toBe('id.token.1');
    expect(received?.form.get('audience')).toBe('Production');
  });

  test('of a broker that gives no reasons answers the grant alone', async () => {
    const { planned } = await plan(answer(200, tokenAnswerOf()));
    expect(planned).toMatchObject({ ok: true, value: { rule: null, lifetimeMax: null, credits: null } });
  });

  test.each<[string, object]>([
    ['a rule with a line end', { rule: 'a\n::add-path::x' }],
    ['a rule that is no text', { rule: 7 }],
    ['a lifetime that is no number', { lifetime_max: '1h' }],
    ['credits below zero', { credits: { used: -1, limit: 3 } }],
  ])('takes %s for none', async (_what, more) => {
    const { planned } = await plan(answer(200, tokenAnswerOf(more)));
    expect(planned).toMatchObject({ ok: true, value: { rule: null, lifetimeMax: null, credits: null } });
  });

  test('is asked again after what can pass, with a fresh ID token each time', async () => {
    const { planned, scene: asked } = await plan(
      answer(503, { error: 'temporarily_unavailable' }, { 'retry-after': '2' }),
      { kind: 'cut', body: '{"auth' },
      answer(200, PLANNED),
    );
    expect(planned.ok).toBe(true);
    expect(asked.server.received.map(({ form }) => form.get('subject_token'))).toEqual([
      'id.token.1',
      'id.token.2',
      'id.token.3',
    ]);
    expect(asked.time.waits).toEqual([2_000, 500]);
  });

  test.each<[string, Step, object]>([
    [
      'a denial',
      answer(400, { error: 'invalid_request', code: 'POLICY_DENIED' }),
      { refusal: 'POLICY_DENIED' },
    ],
    [
      'a broker without rehearsals',
      answer(404, { error: 'invalid_request', code: 'ROUTE_UNKNOWN' }),
      { status: 404 },
    ],
    ['a redirect', answer(302, '', { location: 'https://other.example' }), { code: 'BROKER_ANSWER_INVALID' }],
  ])('takes %s for final', async (_what, step, failure) => {
    const { planned, scene: asked } = await plan(step);
    expect(planned).toMatchObject({ ok: false, error: failure });
    expect(asked.server.received).toHaveLength(1);
  });

  test.each<[string, Step]>([
    ['a page of HTML', answer(200, '<html></html>')],
    ['half an answer', answer(200, { expires_in: 900 })],
    ['silence', hang],
  ])('of %s, each time, is a failure', async (_what, step) => {
    const { planned, scene: asked } = await plan(step, step, step, step);
    expect(planned.ok).toBe(false);
    expect(asked.server.received.length).toBeLessThanOrEqual(3);
  });

  test('fails with what the ID token fails with, before anything is sent', async () => {
    open = await scene();
    const missing = err({ code: 'OIDC_PERMISSION_MISSING' } as const);
    expect(await open.client.plan(order({ idToken: async () => missing }))).toEqual(missing);
    expect(open.server.received).toEqual([]);
  });
});
