import { describe, expect, test } from 'vitest';
import { writeReferences } from './release-references.mjs';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const RELEASE = { repository: 'acme/tool', commit: COMMIT, tag: 'v1.2.3' };

const write = (uses: string) => writeReferences(`      uses: ${uses}`, RELEASE);
const written = (path: string) => ({ text: `      uses: acme/tool${path}@${COMMIT} # v1.2.3`, problems: [] });

describe('a reference to this repository becomes the full SHA of the commit that the release is made from', () => {
  test.each([
    ['by the name that stands for it', 'org/connect-token@v1', ''],
    [
      'with the path of an action',
      'org/connect-token/actions/load-secrets/resolve@v1',
      '/actions/load-secrets/resolve',
    ],
    ['by its own name, in another case', 'Acme/Tool/inner@v1', '/inner'],
    ['as a release wrote it', `acme/tool/inner@${'f'.repeat(40)} # v1.2.2`, '/inner'],
    ['in quotes', '"org/connect-token@v1"', ''],
    ['in the form of GitHub.com alone', '$/inner', '/inner'],
    ['in that form, at the root', '$/', ''],
  ])('%s', (_, uses, path) => {
    expect(write(uses)).toEqual(written(path));
  });
});

test('a release of a release changes nothing but the SHA and the version', () => {
  const once = write('org/connect-token@v1').text;
  expect(writeReferences(once, RELEASE).text).toBe(once);
});

test('the rest of the file stays as it is', () => {
  const text =
    'name: x # uses: org/connect-token@v1\nruns:\n  steps:\n    - uses: org/connect-token@v1\n      with: {a: b}\n';
  expect(
    writeReferences(text, RELEASE)
      .text.split('\n')
      .filter((line) => !line.includes(COMMIT)),
  ).toEqual(text.split('\n').filter((line) => !line.startsWith('    - uses')));
});

test('another repository whose name begins alike is another repository', () => {
  const uses = `org/connect-token-tools@${COMMIT}`;
  expect(write(uses)).toEqual({ text: `      uses: ${uses}`, problems: [] });
});

describe('refused, with its line', () => {
  test('a path in the workspace, which would be the caller’s', () => {
    expect(writeReferences('runs:\n  - uses: ./inner', RELEASE).problems).toEqual([
      "line 2: `./inner` is looked for in the caller's workspace, not in this repository",
    ]);
  });

  test.each(['actions/cache@v5', 'actions/cache@0123456', 'docker://alpine:3'])(
    '%s, without a full SHA',
    (uses) => {
      expect(write(uses).problems).toEqual([
        `line 1: \`${uses}\` is somebody else's and not pinned by a full SHA`,
      ]);
    },
  );
});
