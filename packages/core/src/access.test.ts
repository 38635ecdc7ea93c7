import { describe, expect, test } from 'vitest';
import { type Access, accessOf, covers, isAccess, meet, permissionsOf } from './access.ts';

const ALL: readonly Access[] = ['r', 'w', 'rw'];

describe('access', () => {
  test.each(['r', 'w', 'rw'])('`%s` is one', (text) => {
    expect(isAccess(text)).toBe(true);
  });

  test.each(['', 'R', 'RW', 'wr', 'read', ' r', 'r ', 'x', 'rwx'])('`%s` is none', (text) => {
    expect(isAccess(text)).toBe(false);
  });

  test.each([
    ['r', 'r', true],
    ['r', 'w', false],
    ['r', 'rw', false],
    ['w', 'r', false],
    ['w', 'w', true],
    ['w', 'rw', false],
    ['rw', 'r', true],
    ['rw', 'w', true],
    ['rw', 'rw', true],
  ] as const)('`%s` covers `%s`: %s', (granted, asked, answer) => {
    expect(covers(granted, asked)).toBe(answer);
  });

  test.each([
    ['r', 'r', 'r'],
    ['r', 'w', undefined],
    ['r', 'rw', 'r'],
    ['w', 'w', 'w'],
    ['w', 'rw', 'w'],
    ['rw', 'rw', 'rw'],
  ] as const)('`%s` and `%s` share `%s`, from either side', (one, other, shared) => {
    expect(meet(one, other)).toBe(shared);
    expect(meet(other, one)).toBe(shared);
  });

  test('permissions say the same as the letters', () => {
    expect(ALL.map(permissionsOf)).toEqual([['read'], ['write'], ['read', 'write']]);
    for (const access of ALL) expect(accessOf(permissionsOf(access))).toBe(access);
  });

  test('the order and the number of permissions mean nothing, and no permission is no access', () => {
    expect(accessOf(['write', 'read', 'read'])).toBe('rw');
    expect(accessOf(['read', 'read'])).toBe('r');
    expect(accessOf([])).toBeUndefined();
  });

  test('covering is what sharing everything means', () => {
    for (const granted of ALL) {
      for (const asked of ALL) expect(covers(granted, asked)).toBe(meet(granted, asked) === asked);
    }
  });
});
