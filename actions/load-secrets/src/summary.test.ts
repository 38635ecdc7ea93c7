import { secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { formatSummary, type Loading } from './summary.ts';

const text = (loading: Loading): string => formatSummary(loading).join('\n');

const loading = (more: Partial<Loading> = {}): Loading => ({
  secrets: [{ name: 'DB_PASSWORD', reference: 'op://app/db/password', value: secret('hunter2') }],
  as: 'outputs',
  grant: {
    server: { id: 's', name: 'CI' },
    vaults: [{ id: 'v', name: 'app|prod', permissions: ['read'] }],
    rule: 'deploy',
  },
  givenBack: 'revoked',
  ...more,
});

describe('the summary of loaded secrets', () => {
  test('says which, from where, by which rule, and what became of the token', () => {
    expect(text(loading())).toBe(`### Secrets

| output | from |
| --- | --- |
| DB&#95;PASSWORD | op&#58;&#47;&#47;app&#47;db&#47;password |

Read on the Connect server **CI** with a token for **app&#124;prod**, by the rule **deploy**. The token is revoked.`);
  });

  test('has no value in it, and says what is still to be done', () => {
    const page = text(loading({ as: 'variables', givenBack: 'left' }));
    expect(page).not.toContain('hunter2');
    expect(page).toContain('| variable | from |');
    expect(page).toContain('not revoked yet');
  });

  test('doesn’t call a token revoked that the account still has to confirm', () => {
    expect(text(loading({ givenBack: 'revoking' }))).toMatch(/The token is being revoked: .*confirms\.$/);
  });

  test('shows fifty rows, and how many there are more', () => {
    const [one] = loading().secrets;
    const secrets = Array.from({ length: 52 }, (_, index) => ({
      ...one,
      name: `S${index}`,
    })) as Loading['secrets'];
    const page = text(loading({ secrets }));
    expect(page).toContain('| S49 |');
    expect(page).not.toContain('| S50 |');
    expect(page).toContain('| and 2 more |  |');
  });
});
