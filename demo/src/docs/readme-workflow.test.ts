import { expect, test } from 'vitest';
import { codeBlocks } from './markdown.ts';
import { readText } from './repository.ts';

test('the workflow of the README is the example that runs on the local stack', () => {
  const workflows = codeBlocks(readText('README.md')).filter(({ text }) => text.includes('\njobs:\n'));
  expect(workflows[0]?.text).toBe(readText('examples/workflows/deploy.yml'));
});

test('the workflows install the version of the SDK that the tests have', () => {
  const { dependencies } = JSON.parse(readText('demo/package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const version = dependencies['@1password/connect'];
  expect(readText('examples/workflows/deploy.yml')).toContain(
    `npm install --no-save @1password/connect@${version}\n`,
  );
});
