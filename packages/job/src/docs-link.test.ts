import { readFileSync } from 'node:fs';
import { failureCodes } from '@connect-token/core';
import { expect, test } from 'vitest';
import { docsLink } from './docs-link.ts';

const RELEASE = { GITHUB_ACTION_REPOSITORY: 'org/connect-token', GITHUB_ACTION_REF: 'v1.2.3' };

/** How GitHub names the places of a page that headings of letters, digits and underscores make. */
const anchors = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('## ') ? [line.slice(3).toLowerCase()] : []));

test('the link of a code leads to its paragraph in the release that runs', () => {
  expect(docsLink(RELEASE, 'VAULT_UNKNOWN')).toBe(
    'https://github.com/org/connect-token/blob/v1.2.3/docs/errors.md#vault_unknown',
  );
});

test('every code has a paragraph to link to', () => {
  const linked = failureCodes().map((code) => docsLink(RELEASE, code).split('#')[1]);
  expect(linked.filter((anchor) => anchor === undefined || !anchors.includes(anchor))).toEqual([]);
});

test('on GitHub Enterprise Server the link stays on it', () => {
  expect(docsLink({ ...RELEASE, GITHUB_SERVER_URL: 'https://github.acme.example' }, 'INTERNAL')).toBe(
    'https://github.acme.example/org/connect-token/blob/v1.2.3/docs/errors.md#internal',
  );
});

test('an action of the workspace has no release, and is told the page', () => {
  expect(docsLink({}, 'INTERNAL')).toBe('docs/errors.md#internal');
  expect(docsLink({ GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' }, 'INTERNAL')).toBe(
    'docs/errors.md#internal',
  );
});

test.each([
  { GITHUB_ACTION_REPOSITORY: 'org/x\n::add-path::/tmp' },
  { GITHUB_ACTION_REPOSITORY: 'a/b/c' },
  { GITHUB_ACTION_REF: '../../evil' },
  { GITHUB_ACTION_REF: 'v1 ::error::' },
])('what looks like no release is none: %j', (part) => {
  expect(docsLink({ ...RELEASE, ...part }, 'INTERNAL')).toBe('docs/errors.md#internal');
});

test('what looks like no server is none', () => {
  expect(docsLink({ ...RELEASE, GITHUB_SERVER_URL: 'javascript:alert(1)' }, 'INTERNAL')).toMatch(
    /^https:\/\/github\.com\/org\//,
  );
});
