import { readFileSync } from 'node:fs';
import {
  failureCodes,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  VAULT_TEXT_MAX,
  VAULTS_PER_TOKEN_MAX,
} from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { STS_ERRORS, type StsCode } from './sts-errors.ts';

interface Section {
  readonly code: string;
  readonly text: string;
}

const [intro = '', ...rest] = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8').split(
  /^## /m,
);

const sections: readonly Section[] = rest.map((section) => {
  const [code = '', ...lines] = section.split('\n');
  return { code, text: lines.join('\n').trim() };
});

/** What the page should say of the STS: the first line of a section. */
function stsLine(code: string): string | null {
  if (!Object.hasOwn(STS_ERRORS, code)) return null;
  const { status, error, retryAfter } = STS_ERRORS[code as StsCode];
  return `On the STS: ${status} \`${error}\`${retryAfter === undefined ? '' : ', with `Retry-After`'}.`;
}

const VARIABLES = ['OP_CONNECT_TOKEN', 'OP_CONNECT_HOST', 'OP_SERVICE_ACCOUNT_TOKEN'];

describe('docs/errors.md', () => {
  test('has one section for each code, and none for anything else', () => {
    expect(sections.map(({ code }) => code).sort()).toEqual([...failureCodes()].sort());
  });

  test('has them in the order of the code', () => {
    expect(sections.map(({ code }) => code)).toEqual(failureCodes());
  });

  test.each(sections)(
    'says of $code what the STS answers, and nothing where it doesn’t',
    ({ code, text }) => {
      const [first = ''] = text.split('\n');
      expect(first.startsWith('On the STS') ? first : null).toBe(stsLine(code));
    },
  );

  test.each(sections)('tells of $code what it means in words', ({ text }) => {
    const words = text.replace(/^On the STS.*$/m, '').trim();
    expect(words.length).toBeGreaterThan(40);
    expect(words).toMatch(/^[A-Z`]/);
    expect(words).not.toMatch(/\b(?:TODO|TBD)\b/);
  });

  test('has the limits of the code', () => {
    const textOf = (wanted: string) => sections.find(({ code }) => code === wanted)?.text;
    expect(textOf('VAULTS_TOO_MANY')).toContain(`at most ${VAULTS_PER_TOKEN_MAX} vaults`);
    expect(textOf('VAULT_LINE_MALFORMED')).toContain(`at most ${VAULT_TEXT_MAX}\ncharacters`);
    expect(textOf('OPEN_LEASES_TOO_MANY')).toContain(`holds ${OPEN_LEASES_PER_JOB_MAX} tokens`);
    expect(textOf('OPEN_LEASES_TOO_MANY')).toContain(`run attempt ${OPEN_LEASES_PER_RUN_MAX}`);
  });

  test('shows an answer as the STS gives it', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(intro) ?? [];
    const answer: unknown = JSON.parse(example);
    expect(answer).toMatchObject({ error: STS_ERRORS.VAULT_UNKNOWN.error, code: 'VAULT_UNKNOWN' });
  });

  test('names no code that doesn’t exist', () => {
    const named = rest.join('\n').match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    // Words of other vocabularies: vault types of 1Password, and variables of its programs.
    const known: readonly string[] = [...failureCodes(), 'USER_CREATED', ...VARIABLES];
    expect(named.filter((code) => !known.includes(code))).toEqual([]);
  });
});
