import { expect, test } from 'vitest';
import { listFiles, readText } from './repository.ts';

interface Manifest {
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly name: string;
}

test('no package has a bin named op', () => {
  const bins = listFiles('package.json', '*/package.json').flatMap((path) => {
    const { bin = {}, name } = JSON.parse(readText(path)) as Manifest;
    return typeof bin === 'string' ? [name.split('/').at(-1)] : Object.keys(bin);
  });
  expect(bins).toContain('connect');
  expect(bins).not.toContain('op');
});

/** Files of a folder, tests apart, that hold a word. */
const holding = (folder: string, word: RegExp): readonly string[] =>
  listFiles(`${folder}/*.ts`, ':!*.test.ts').filter((path) => word.test(readText(path)));

test('the management API makes no lease', () => {
  expect(holding('packages/broker/src/management', /\bMinter\b|\bLeaseStore\b|\bmint\(/)).toEqual([]);
});

test('the mint path knows the account as a control plane', () => {
  expect(holding('packages/broker/src/sts', /\bManagement\b/)).toEqual([]);
  expect(holding('packages/lifecycle/src', /\bManagement\b/)).not.toContain('packages/lifecycle/src/mint.ts');
});

test('who may manage what is asked of core, and decided nowhere else', () => {
  for (const folder of ['packages/broker/src', 'packages/broker-client/src', 'packages/cli/src'])
    expect(holding(folder, /\bmayManage\b|\brefuse(?:Actor|Place|Membership)\b/)).toEqual([]);
});
