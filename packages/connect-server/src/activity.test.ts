import { instant } from '@connect-token/core';
import { activityAnswer } from '@connect-token/protocol/connect';
import { describe, expect, test } from 'vitest';
import { activityOf, formatActivity, formatRange, type Use } from './activity.ts';
import { OPERATIONS } from './path.ts';
import { traceOf } from './request-log.ts';

const use: Use = {
  operation: 'getItem',
  result: 'SUCCESS',
  bearer: { tokenId: 'T', serverId: 'S', reach: [] },
  sender: { userAgent: 'connect-sdk-js/1.4.2', requestIp: '127.0.0.1' },
  trace: { ...traceOf('GET', null), vaultId: 'v', itemId: 'i', itemVersion: 3 },
  at: instant(Date.UTC(2026, 10, 1)),
};

describe('what a token was used for', () => {
  test('tells who did what to which item, and how it ended', () => {
    const entry = activityOf(use);
    expect(entry).toEqual({
      requestId: expect.any(String),
      at: use.at,
      action: 'READ',
      result: 'SUCCESS',
      actor: { serverId: 'S', tokenId: 'T', userAgent: 'connect-sdk-js/1.4.2', requestIp: '127.0.0.1' },
      resource: { type: 'ITEM', vaultId: 'v', itemId: 'i', itemVersion: 3 },
    });
    expect(formatActivity(entry)).toEqual({
      requestId: entry.requestId,
      timestamp: '2026-11-01T00:00:00.000Z',
      action: 'READ',
      result: 'SUCCESS',
      actor: { id: 'S', jti: 'T', userAgent: 'connect-sdk-js/1.4.2', requestIp: '127.0.0.1' },
      resource: { type: 'ITEM', vault: { id: 'v' }, item: { id: 'i' }, itemVersion: 3 },
    });
  });

  test('says of every operation what it does, and to what', () => {
    const words = OPERATIONS.map((operation) => {
      const { action, resource } = activityOf({ ...use, operation });
      return `${operation} ${action} ${resource.type}`;
    });
    expect(words).toEqual([
      'listVaults READ VAULT',
      'getVault READ VAULT',
      'listItems READ ITEM',
      'createItem CREATE ITEM',
      'getItem READ ITEM',
      'replaceItem UPDATE ITEM',
      'patchItem UPDATE ITEM',
      'deleteItem DELETE ITEM',
      'listFiles READ ITEM',
      'getFile READ ITEM',
      'getFileContent READ ITEM',
      'listActivity READ VAULT',
    ]);
  });

  test('is written without keys for what isn’t known, as its schema has it', () => {
    const entry = activityOf({
      ...use,
      operation: 'listVaults',
      trace: traceOf('GET', null),
      result: 'DENY',
    });
    const written = formatActivity(entry);
    expect(JSON.stringify(written)).not.toContain('null');
    expect(activityAnswer.safeParse(written).success).toBe(true);
  });
});

test.each([
  [0, 50, 1_134, '1-50/1134'],
  [50, 34, 84, '51-84/84'],
  [100, 0, 84, '0-0/84'],
  [0, 0, 0, '0-0/0'],
])('%d entries behind the first %d of %d are %s', (offset, entries, total, range) => {
  expect(formatRange(offset, entries, total)).toBe(range);
});
