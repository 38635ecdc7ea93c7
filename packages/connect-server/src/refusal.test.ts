import { describe, expect, test } from 'vitest';
import { formatRefusal, refusalCodes } from './refusal.ts';

describe('a refusal', () => {
  test('is told in the words that clients of this API know', () => {
    expect(formatRefusal({ code: 'SIGNATURE_INVALID' })).toEqual({
      status: 401,
      message: 'Invalid token signature',
    });
    expect(formatRefusal({ code: 'TOKEN_NOT_VALID' })).toEqual({
      status: 401,
      message: 'Invalid bearer token',
    });
    expect(formatRefusal({ code: 'VAULT_OUT_OF_REACH', vaultId: 'x' })).toEqual({
      status: 403,
      message: 'Authorization: token does not have access to vault x',
    });
    expect(formatRefusal({ code: 'PERMISSION_MISSING', action: 'read' })).toEqual({
      status: 403,
      message: 'token does not have permission to perform read on vault',
    });
    expect(formatRefusal({ code: 'VAULT_ID_MALFORMED' })).toEqual({
      status: 400,
      message: 'Invalid Vault UUID',
    });
    expect(formatRefusal({ code: 'ITEM_ID_MALFORMED' })).toEqual({
      status: 400,
      message: 'Invalid Item UUID',
    });
  });

  test.each(refusalCodes())('%s has an error status and a message', (code) => {
    // Evidence of every kind at once: each message takes what it needs of it.
    const problems = [{ path: 'title', problem: 'is missing' }];
    const evidence = {
      code,
      vaultId: 'x',
      action: 'read',
      allowed: ['a'],
      problem: 'p',
      limitBytes: 1,
      name: 'n',
      problems,
    };
    const body = formatRefusal(evidence as unknown as Parameters<typeof formatRefusal>[0]);
    expect(Object.keys(body)).toEqual(['status', 'message']);
    expect(body.status).toBeGreaterThanOrEqual(400);
    expect(body.message).not.toBe('');
    expect(body.message).not.toContain('undefined');
  });

  test('of an item tells everything that is wrong with it, up to twenty things', () => {
    const problem = (index: number) => ({ path: `tags[${index}]`, problem: 'is empty' });
    const message = (count: number) =>
      formatRefusal({
        code: 'ITEM_INVALID',
        problems: [
          { path: '', problem: 'is null' },
          ...Array.from({ length: count - 1 }, (_, index) => problem(index)),
        ],
      }).message;
    expect(message(2)).toBe('is null; tags[0]: is empty');
    expect(message(20)).not.toContain('more');
    expect(message(22)).toMatch(/; tags\[18\]: is empty; and 2 more$/);
  });
});
