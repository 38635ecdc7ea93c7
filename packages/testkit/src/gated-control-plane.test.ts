import {
  type ControlPlane,
  instant,
  ok,
  seconds,
  secret,
  type Token,
  type TokenOrder,
} from '@connect-token/core';
import { expect, test } from 'vitest';
import { gatedControlPlane } from './gated-control-plane.ts';

const order: TokenOrder = {
  name: 'ct1.instance.lease',
  serverId: 'SERVER',
  scope: [{ vault: { id: 'vault', name: 'Vault', type: 'USER_CREATED' }, access: 'r' }],
  expiresAt: null,
};

/** Keeps what it was asked to make: the question is only when. */
function keepingControlPlane(): ControlPlane & { readonly made: Token[] } {
  const made: Token[] = [];
  return {
    made,
    capabilities: {
      settlesWithin: seconds(0),
      listsMayBeStale: false,
      vaultTypesKnown: true,
      revocationsPerSecond: null,
    },
    vaults: { list: async () => ok([]) },
    servers: { list: async () => ok([]) },
    tokens: {
      create: async ({ name, serverId, expiresAt }) => {
        const token: Token = {
          id: name,
          name,
          serverId,
          vaults: [],
          createdAt: instant(0),
          expiresAt,
          state: 'ACTIVE',
        };
        made.push(token);
        return ok({ token, secret: secret('jwt') });
      },
      list: async () => ok(made),
      delete: async () => ok('deleted'),
    },
  };
}

test('held before create, a token is not made until the gate opens', async () => {
  const inner = keepingControlPlane();
  const plane = gatedControlPlane(inner);
  const gate = plane.hold('before-create');
  const answer = plane.tokens.create(order);
  await gate.reached;
  expect(inner.made).toHaveLength(0);
  gate.release();
  expect((await answer).ok).toBe(true);
  expect(inner.made).toHaveLength(1);
});

test('held after create, the token exists and its maker has not heard of it', async () => {
  const inner = keepingControlPlane();
  const plane = gatedControlPlane(inner);
  const gate = plane.hold('after-create');
  let answered = false;
  const answer = plane.tokens.create(order).then(() => {
    answered = true;
  });
  await gate.reached;
  expect(inner.made).toHaveLength(1);
  expect(answered).toBe(false);
  gate.release();
  await answer;
});

test('a gate holds one call, and other calls pass meanwhile', async () => {
  const plane = gatedControlPlane(keepingControlPlane());
  const gate = plane.hold('before-delete');
  const held = plane.tokens.delete('one');
  await gate.reached;
  expect(await plane.tokens.delete('two')).toEqual(ok('deleted'));
  expect(await plane.tokens.list()).toEqual(ok([]));
  gate.release();
  expect(await held).toEqual(ok('deleted'));
});
