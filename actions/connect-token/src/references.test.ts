import { describe, expect, test } from 'vitest';
import { parseReferencePlaces, requestScope } from './references.ts';

const ENVIRONMENT = {
  DB_PASSWORD: 'op://Production/Database/password',
  API_KEY: 'op://Shared/API/key',
  PATH: '/usr/bin',
};

const scopeOf = async (vaults: Parameters<typeof requestScope>[0], environment = ENVIRONMENT) => {
  const scope = await requestScope(vaults, { environment: true, files: [] }, environment);
  return scope.ok
    ? scope.value.map(({ vault, access }) => (access ? `${vault},${access}` : vault))
    : scope.error;
};

describe('the scope that references ask for', () => {
  test('is their vaults, for reading, besides those that are named', async () => {
    expect(await scopeOf([])).toEqual(['Shared,r', 'Production,r']);
    expect(await scopeOf([{ vault: 'Deploys', access: 'w', line: 1 }])).toEqual([
      'Deploys,w',
      'Shared,r',
      'Production,r',
    ]);
  });

  test('names no vault twice: what was asked for it stays, and reading is added', async () => {
    expect(
      await scopeOf([
        { vault: 'Production', access: 'w', line: 1 },
        { vault: 'SHARED', access: undefined, line: 2 },
      ]),
    ).toEqual(['Production,rw', 'SHARED']);
  });

  test('is refused where nobody names a vault, and where a reference is none', async () => {
    const nothing = { DB_PASSWORD: '', API_KEY: '', PATH: '' };
    expect(await scopeOf([], nothing)).toMatchObject([{ code: 'INPUT_REFUSED', input: 'references-in' }]);
    expect(await scopeOf([], { ...nothing, API_KEY: 'op://Shared' })).toMatchObject([
      { code: 'SECRET_REFERENCE_MALFORMED' },
    ]);
  });

  test('knows the environment only where it is told to look there', async () => {
    const places = parseReferencePlaces('./nowhere.env');
    expect(places).toEqual({ environment: false, files: ['./nowhere.env'] });
    expect(await requestScope([], places, ENVIRONMENT)).toMatchObject({
      error: [{ code: 'FILE_UNREADABLE' }],
    });
  });
});
