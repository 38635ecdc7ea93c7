import { PATTERN_MAX } from '@connect-token/core';
import * as z from 'zod';

/** GitHub's numeric ids, written as a number or as text. Names can be registered anew by somebody else (T2). */
export const numericId = z
  .preprocess((written) => (typeof written === 'number' ? String(written) : written), z.string())
  .refine((text) => /^[1-9]\d{0,19}$/.test(text), {
    error: 'a numeric id is needed, such as `gh api repos/OWNER/NAME --jq .id` prints',
  });

/** What every value of a condition has in common. What could never match is refused: a rule that denies would rest on it. */
const value = z
  .string()
  .min(1, 'is empty')
  .max(PATTERN_MAX)
  .refine((text) => text === text.trim(), 'spaces around a value would never match')
  .refine((text) => !/[\p{Cc}\p{Cf}]/u.test(text), 'control characters are not allowed');

const pattern = value.refine(
  (text) => !text.slice(0, -1).includes('*'),
  'one `*` is allowed, at the end; it stands for the rest of one path segment',
);

export const environmentPattern = pattern;

export const repositoryName = value.refine(
  (text) => /^[^/*\s]+\/[^/*\s]+$/.test(text),
  'an exact `owner/name` is needed',
);

export const eventName = value.refine(
  (text) => /^[a-z]+(?:_[a-z]+)*$/.test(text),
  'an exact event is needed, such as `push` or `workflow_dispatch`',
);

export const refPattern = pattern.refine(
  (text) => /^refs\/(?:heads|tags|pull)\/./.test(text),
  'the full ref is needed, such as `refs/heads/main` or `refs/tags/v*`',
);

/**
 * The file is exact, and after it stands a ref that says of what kind it is, or one commit. `@*` would take any commit, those of
 * forks included: GitHub shows them under the repository that was forked (T48).
 */
export const workflowPattern = pattern.refine(
  (text) =>
    /^[^/@*]+\/[^/@*]+\/\.github\/workflows\/[^/@*]+@(?:refs\/(?:heads|tags|pull)\/.|[0-9a-f]{40}$)/.test(
      text,
    ),
  'the whole reference is needed, such as `acme/shop/.github/workflows/deploy.yml@refs/heads/main`',
);
