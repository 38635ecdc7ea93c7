import { StoreUnavailable } from '@connect-token/storage';
import { describe, expect, test } from 'vitest';
import { faultOf, refusalOfError } from './fault.ts';

const caught = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('a fault', () => {
  test('tells where an error happened and nothing of what was being read', () => {
    const error = caught(() => JSON.parse('hunter2-the-password'));
    expect(String(error)).toContain('hunter2');
    const fault = faultOf(error);
    expect(fault.name).toBe('SyntaxError');
    expect(fault.frames.join()).toContain('fault.test.ts');
    expect(JSON.stringify(fault)).not.toContain('hunter2');
  });

  test('tells nothing of a message that looks like a place', () => {
    const error = new Error('read\n    at x (hunter2:1:2)\n    at y');
    expect(JSON.stringify(faultOf(error))).not.toContain('hunter2');
  });

  test('of something that is no error has its type only', () => {
    expect(faultOf('hunter2')).toEqual({ name: 'string', code: null, cause: null, frames: [] });
  });

  test('of the store says what keeps it', () => {
    expect(faultOf(new StoreUnavailable('the disk is full')).cause).toBe('the disk is full');
  });

  test('is worth another try where the store is away, and a bug otherwise', () => {
    expect(refusalOfError(new StoreUnavailable('the disk is full'))).toEqual({ code: 'UNAVAILABLE' });
    expect(refusalOfError(new TypeError('x'))).toEqual({ code: 'BROKEN' });
    expect(refusalOfError(undefined)).toEqual({ code: 'BROKEN' });
  });
});
