import { describe, expect, test } from 'vitest';
import { isProbe, methodsAt, OPERATIONS, patternOf, placeOf } from './path.ts';

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
    ['http://connect.example:8080/v1/vaults/x?filter=/', '/v1/vaults/:vaultId'],
    ['HTTPS://connect.example/heartbeat', '/heartbeat'],
    ['http://connect.example', null],
    ['http://connect.example?/heartbeat', null],
    ['connect.example:443', null],
    ['/health/', '/health'],
    ['/', null],
    ['', null],
    ['*', null],
    ['/v1', null],
    ['/v1/vaults//', null],
    ['/v1/vaults//items', null],
    ['/v1/vaults/x/items/y/files/', '/v1/vaults/:vaultId/items/:itemId/files'],
    ['/v1/vaults/x/items/y/files/z', '/v1/vaults/:vaultId/items/:itemId/files/:fileId'],
    ['/v1/vaults/x/items/y/files/z/content', '/v1/vaults/:vaultId/items/:itemId/files/:fileId/content'],
    ['/v1/vaults/x/items/y/files/z/size', null],
    ['/v1/activity?limit=1', '/v1/activity'],
    ['/metrics', '/metrics'],
    ['/V1/vaults', null],
    ['//v1/vaults', null],
    ['/v1/vaultsx', null],
  ])('%s is %s', (url, route) => {
    expect(placeOf(url)?.route ?? null).toBe(route);
  });

  test('tells the probes of an orchestrator', () => {
    expect(['/heartbeat', '/health', '/metrics', '/v1/vaults', null].map(isProbe)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('tells what it can be asked with', () => {
    expect(methodsAt('/v1/vaults')).toEqual(['GET', 'HEAD']);
    expect(methodsAt('/v1/vaults/:vaultId/items')).toEqual(['GET', 'HEAD', 'POST']);
    expect(methodsAt('/v1/vaults/:vaultId/items/:itemId')).toEqual(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']);
    expect(methodsAt('/nothing')).toEqual([]);
    for (const operation of OPERATIONS) expect(methodsAt(patternOf(operation))).not.toEqual([]);
  });
});
