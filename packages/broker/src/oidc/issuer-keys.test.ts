import { type Seconds, seconds } from '@connect-token/core';
import type { CryptoKey } from 'jose';
import { describe, expect, test } from 'vitest';
import { manualTime } from '../testing/manual-time.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import type { KeySet } from './key-set.ts';

const ISSUER = 'https://issuer.example';
const HOUR = seconds(3_600);

/** An issuer's endpoint as a test scripts it: the kids that it publishes, or why it doesn't answer. */
function scripted(published: readonly string[] | string) {
  const time = manualTime();
  const made = new Map<string, CryptoKey>();
  const keyOf = (kid: string): CryptoKey => {
    const key = made.get(kid) ?? ({ kid } as unknown as CryptoKey);
    made.set(kid, key);
    return key;
  };
  const state = { published, fetches: 0, hold: Promise.resolve() };
  const keys = createIssuerKeys(
    ISSUER,
    async () => {
      state.fetches += 1;
      await state.hold;
      const now = state.published;
      if (typeof now === 'string') return { ok: false, error: now };
      return { ok: true, value: new Map(now.map((kid) => [kid, keyOf(kid)])) satisfies KeySet };
    },
    time,
  );
  const find = async (kid: string): Promise<string> => {
    const found = await keys.find(kid);
    return found.ok ? (found.value as unknown as { kid: string }).kid : found.error.code;
  };
  /** Moves time, and lets a background fetch that fell due come to its end. */
  const pass = async (span: Seconds): Promise<void> => {
    time.advance(span);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { keys, state, time, find, pass };
}

describe("an issuer's keys", () => {
  test('are fetched when first needed, once for all who wait, and then kept', async () => {
    const { find, state } = scripted(['a']);
    const found = await Promise.all(Array.from({ length: 50 }, () => find('a')));
    expect(found).toEqual(Array.from({ length: 50 }, () => 'a'));
    expect(await find('a')).toBe('a');
    expect(state.fetches).toBe(1);
  });

  test('are refreshed every ten minutes: a key that was taken away is refused from then on', async () => {
    const { keys, find, state, pass } = scripted(['a']);
    keys.start();
    await pass(seconds(0));
    state.published = ['b'];
    await pass(seconds(599));
    expect(await find('a')).toBe('a');
    await pass(seconds(1));
    expect(state.fetches).toBe(2);
    expect(await find('b')).toBe('b');
    // Refused at once: the set is new, so it is not asked for again.
    expect(await find('a')).toBe('ID_TOKEN_KEY_UNKNOWN');
    expect(state.fetches).toBe(2);
    keys.stop();
    await pass(HOUR);
    expect(state.fetches).toBe(2);
  });

  test('that are new are found with one fetch, a minute after the last', async () => {
    const { find, state, pass } = scripted(['a']);
    expect(await find('a')).toBe('a');
    state.published = ['a', 'b'];
    expect(await find('b')).toBe('ID_TOKEN_KEY_UNKNOWN');
    await pass(seconds(59));
    expect(await find('b')).toBe('ID_TOKEN_KEY_UNKNOWN');
    await pass(seconds(1));
    expect(await find('b')).toBe('b');
    expect(state.fetches).toBe(2);
  });

  test('cost the issuer one fetch a minute under a flood of unknown kids', async () => {
    const { find, state, pass } = scripted(['a']);
    for (let minute = 0; minute < 10; minute += 1) {
      const flood = Array.from({ length: 1_000 }, (_, index) => find(`x${minute}-${index}`));
      expect(new Set(await Promise.all(flood))).toEqual(new Set(['ID_TOKEN_KEY_UNKNOWN']));
      expect(state.fetches).toBe(minute + 1);
      await pass(seconds(60));
    }
  });

  test('serve for a day while the issuer is away, and not for longer', async () => {
    const { keys, find, state, pass } = scripted(['a']);
    keys.start();
    await pass(seconds(0));
    state.published = 'it is away';
    for (let hours = 0; hours < 24; hours += 1) await pass(HOUR);
    expect(await find('a')).toBe('a');
    expect(keys.status()).toEqual({ kind: 'stale', cause: 'it is away' });
    await pass(seconds(1));
    expect(await find('a')).toBe('ISSUER_UNAVAILABLE');
    expect(keys.status()).toEqual({ kind: 'missing', cause: 'it is away' });
    state.published = ['a'];
    await pass(seconds(5));
    expect(await find('a')).toBe('a');
    expect(keys.status()).toEqual({ kind: 'fresh' });
    keys.stop();
  });

  test('are kept where a later answer is bad, and the next try comes in a minute', async () => {
    const { keys, find, state, pass } = scripted(['a']);
    keys.start();
    await pass(seconds(0));
    state.published = 'the key set has no list of keys';
    await pass(seconds(600));
    expect(state.fetches).toBe(2);
    expect(await find('a')).toBe('a');
    state.published = ['a', 'b'];
    await pass(seconds(60));
    expect(state.fetches).toBe(3);
    expect(await find('b')).toBe('b');
    keys.stop();
  });

  test('that are unknown while the issuer is away are no fault of the caller', async () => {
    const { find, state, pass } = scripted(['a']);
    expect(await find('a')).toBe('a');
    state.published = 'it is away';
    await pass(seconds(60));
    expect(await find('b')).toBe('ISSUER_UNAVAILABLE');
    expect(await find('b')).toBe('ISSUER_UNAVAILABLE');
    expect(await find('a')).toBe('a');
    expect(state.fetches).toBe(2);
  });

  test('of an issuer that never answered are asked for every five seconds at most', async () => {
    const { find, state, pass } = scripted('it is away');
    expect(await find('a')).toBe('ISSUER_UNAVAILABLE');
    expect(await find('a')).toBe('ISSUER_UNAVAILABLE');
    await pass(seconds(4));
    expect(await find('a')).toBe('ISSUER_UNAVAILABLE');
    expect(state.fetches).toBe(1);
    state.published = ['a'];
    await pass(seconds(1));
    expect(await find('a')).toBe('a');
  });

  test('that come while somebody waits for another kid are given to both', async () => {
    const { find, state } = scripted(['a', 'b']);
    let release = (): void => {};
    state.hold = new Promise((resolve) => {
      release = resolve;
    });
    const both = Promise.all([find('a'), find('b')]);
    release();
    expect(await both).toEqual(['a', 'b']);
    expect(state.fetches).toBe(1);
  });

  test('are asked for again after the clock was set back', async () => {
    const { find, state, time } = scripted(['a']);
    expect(await find('a')).toBe('a');
    state.published = ['a', 'b'];
    time.set((time.clock.now() - 3_600_000) as typeof time.clock.now extends () => infer T ? T : never);
    expect(await find('b')).toBe('b');
  });
});
