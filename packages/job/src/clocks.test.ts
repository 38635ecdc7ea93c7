import { seconds } from '@connect-token/core';
import { expect, test } from 'vitest';
import { describeClocks } from './clocks.ts';

const ahead = { theirs: 'ahead', by: seconds(300) } as const;
const behind = { theirs: 'behind', by: seconds(90) } as const;

test('clocks that agree are not worth a word', () => {
  expect(describeClocks({ broker: null, github: null })).toBeNull();
});

test('the clock that differs from both others is named, and by how much', () => {
  expect(describeClocks({ broker: ahead, github: ahead })).toMatch(
    /^this runner's clock is 5m behind the broker's and GitHub's/,
  );
  expect(describeClocks({ broker: behind, github: behind })).toMatch(
    /^this runner's clock is 1m30s ahead of the broker's/,
  );
  expect(describeClocks({ broker: ahead, github: null })).toMatch(
    /^the broker's clock is 5m ahead of this runner's/,
  );
  expect(describeClocks({ broker: behind, github: ahead })).toMatch(
    /^the broker's clock is 1m30s behind this runner's/,
  );
  expect(describeClocks({ broker: null, github: behind })).toMatch(
    /^GitHub's clock is 1m30s behind this runner's/,
  );
});
