import { describe, expect, test } from 'vitest';
import { notesOf, planRelease } from './release-plan.mjs';
import { lockWithVersion, withEntry } from './release-version.mjs';

const CHANGELOG = '# Changes\n\n## 1.2.0 (2026-11-22)\n\n- new\n\n## 1.1.0 (2026-11-01)\n\n- old\n';

const facts = (version = '1.2.0', tags: Readonly<Record<string, string>> = {}) => ({
  manifests: [
    { path: 'package.json', version },
    { path: 'packages/core/package.json', version },
  ],
  tags: new Map(Object.entries(tags)),
  commit: 'made',
  changelog: withEntry('', version, '2026-11-22', [{ summary: 'new', type: 'minor' }]),
  changesets: [],
  dirty: [],
});

const majorOf = (version: string, ...tags: readonly string[]): string | null => {
  const planned = planRelease(facts(version, Object.fromEntries(tags.map((tag) => [tag, 'other']))));
  if (!planned.ok) throw new Error(planned.error.join());
  return planned.value.major;
};

test('a release has its version as a tag, and takes the major one along', () => {
  expect(planRelease({ ...facts('1.2.0', { 'v1.1.0': 'old', v1: 'old' }), changelog: CHANGELOG })).toEqual({
    ok: true,
    value: { tag: 'v1.2.0', major: 'v1', notes: '- new', made: false },
  });
});

describe('the major tag', () => {
  test('stays where it is when an older version is corrected', () => {
    expect(majorOf('1.1.9', 'v1.2.0')).toBeNull();
    expect(majorOf('1.10.0', 'v1.9.0')).toBe('v1');
  });

  test('stays where it is when a version is only to be tried out', () => {
    expect(majorOf('2.0.0-rc.1', 'v1.2.0')).toBeNull();
    expect(majorOf('2.0.0', 'v2.0.0-rc.1', 'v1.2.0', 'v3.0.0', 'v2', 'nightly')).toBe('v2');
  });
});

describe('no release, and every reason at once', () => {
  test('of what is not committed, in no version, or not told', () => {
    const planned = planRelease({
      ...facts(),
      changelog: '# Changes\n\n## 1.2.0 (2026-11-22)\n\n## 1.1.0\n\n- old\n',
      dirty: ['action.yml'],
      changesets: ['.changeset/red-cat.md'],
    });
    expect(planned).toEqual({
      ok: false,
      error: [
        '`action.yml` is not committed',
        '`.changeset/red-cat.md` is in no version yet: run `release.mjs version`',
        'CHANGELOG.md says nothing of `1.2.0`',
      ],
    });
  });

  test('of packages that have another version than the product', () => {
    const manifests = [...facts().manifests, { path: 'demo/package.json', version: '1.1.0' }];
    expect(planRelease({ ...facts(), manifests })).toEqual({
      ok: false,
      error: ["demo/package.json: version `1.1.0` is not the root's `1.2.0`"],
    });
  });

  test('where the tag is somewhere else already', () => {
    expect(planRelease(facts('1.2.0', { 'v1.2.0': 'other' }))).toEqual({
      ok: false,
      error: ['the tag `v1.2.0` exists, at other'],
    });
  });

  test.each(['', '1.2', 'v1.2.0', '1.2.0; rm -rf /'])('of `%s`, which is no version', (version) => {
    expect(planRelease(facts(version))).toEqual({ ok: false, error: [`\`${version}\` is not a version`] });
  });
});

test('where the tag is at this very release, it can be repeated', () => {
  expect(planRelease(facts('1.2.0', { 'v1.2.0': 'made' }))).toMatchObject({
    ok: true,
    value: { made: true },
  });
});

describe('the changelog', () => {
  test('gets an entry above the others, the gravest changes first', () => {
    const changes = [
      { summary: 'mended', type: 'patch' },
      { summary: 'gone\n\nUse the other.', type: 'major' },
    ] as const;
    expect(withEntry(CHANGELOG, '2.0.0', '2026-12-01', changes)).toBe(
      CHANGELOG.replace(
        '## 1.2.0',
        '## 2.0.0 (2026-12-01)\n\n### Major changes\n\n- gone\n\n  Use the other.\n\n### Corrections\n\n- mended\n\n## 1.2.0',
      ),
    );
  });

  test('says of a version what stands between its title and the next', () => {
    expect(notesOf(CHANGELOG, '1.1.0')).toBe('- old');
    expect(notesOf(CHANGELOG, '1.1')).toBeNull();
  });
});

test('the lock has the new version for the packages of this repository, and for nobody else’s', () => {
  const entry = { version: '1.0.0', dependencies: { '@connect-token/core': '1.0.0', zod: '1.0.0' } };
  const lock = {
    version: '1.0.0',
    packages: { '': entry, 'packages/a': entry, 'packages/a/node_modules/zod': entry },
  };
  const next = { version: '1.1.0', dependencies: { '@connect-token/core': '1.1.0', zod: '1.0.0' } };
  expect(lockWithVersion(lock, '1.1.0')).toEqual({
    version: '1.1.0',
    packages: { '': next, 'packages/a': next, 'packages/a/node_modules/zod': entry },
  });
});
