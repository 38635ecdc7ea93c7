import { describe, expect, test } from 'vitest';
import { isProbe, routeOf } from './path.ts';

describe('the pattern of a path', () => {
  test.each([
    ['/v1/vaults', '/v1/vaults'],
    ['/v1/vaults/', '/v1/vaults'],
    ['/v1/vaults?filter=a/b', '/v1/vaults'],
    ['/v1/vaults/?filter=a', '/v1/vaults'],
    ['/v1/vaults/x', '/v1/vaults/:vaultId'],
    ['/v1/vaults/x/items/', '/v1/vaults/:vaultId/items'],
    ['/v1/vaults/x/items/y', '/v1/vaults/:vaultId/items/:itemId'],
    ['/heartbeat', '/heartbeat'],
    ['/health/', '/health'],
    ['/', null],
    ['', null],
    ['*', null],
    ['/v1', null],
    ['/v1/vaults//', null],
    ['/v1/vaults//items', null],
    ['/v1/vaults/x/items/y/files', null],
    ['/V1/vaults', null],
    ['//v1/vaults', null],
    ['/v1/vaultsx', null],
  ])('%s is %s', (url, route) => {
    expect(routeOf(url)).toBe(route);
  });

  test('tells the probes of an orchestrator', () => {
    expect(['/heartbeat', '/health', '/v1/vaults', null].map(isProbe)).toEqual([true, true, false, false]);
  });
});
