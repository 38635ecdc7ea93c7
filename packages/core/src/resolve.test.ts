import { describe, expect, test } from 'vitest';
import { LOGS_ONE, LOGS_TWO, PRODUCTION, VAULTS } from '../test/acme.ts';
import { lookUp } from './resolve.ts';

describe('looking a vault up', () => {
  test('finds it by its name', () => {
    expect(lookUp('Production', VAULTS)).toEqual({ kind: 'one', thing: PRODUCTION });
  });

  test('finds it by its id, in any case', () => {
    expect(lookUp(PRODUCTION.id, VAULTS)).toEqual({ kind: 'one', thing: PRODUCTION });
    expect(lookUp(PRODUCTION.id.toUpperCase(), VAULTS)).toEqual({ kind: 'one', thing: PRODUCTION });
  });

  test('an id wins over a name, wherever it stands: nobody can shadow a vault', () => {
    const impostor = { id: 'impostor'.padEnd(26, '0'), name: PRODUCTION.id, type: 'USER_CREATED' };
    expect(lookUp(PRODUCTION.id, [impostor, PRODUCTION])).toEqual({ kind: 'one', thing: PRODUCTION });
    expect(lookUp(PRODUCTION.id, [PRODUCTION, impostor])).toEqual({ kind: 'one', thing: PRODUCTION });
  });

  test('several of one name are listed with their ids, never picked', () => {
    expect(lookUp('Logs', VAULTS)).toEqual({ kind: 'many', ids: [LOGS_ONE.id, LOGS_TWO.id] });
  });

  test('an id reaches one of two that share a name', () => {
    expect(lookUp(LOGS_TWO.id, VAULTS)).toEqual({ kind: 'one', thing: LOGS_TWO });
  });

  test.each(['production', 'PRODUCTION', ' Production '])(
    '`%s` is not taken for `Production`, only pointed to it',
    (text) => {
      expect(lookUp(text, VAULTS)).toEqual({ kind: 'none', nearest: 'Production' });
    },
  );

  test.each(['logs', 'Prod', ''])('`%s` is near nothing, or near too much', (text) => {
    expect(lookUp(text, VAULTS)).toEqual({ kind: 'none', nearest: null });
  });

  test('there is nothing in an empty account', () => {
    expect(lookUp('Production', [])).toEqual({ kind: 'none', nearest: null });
  });
});
