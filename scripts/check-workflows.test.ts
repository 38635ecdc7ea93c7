import { describe, expect, test } from 'vitest';
import { actionMistakes } from './check-workflows-actions.mjs';

const action = (runs: string, branding = 'lock'): string => `name: Example
description: An action.
branding:
  icon: ${branding}
  color: blue
runs:
${runs}`;

const COMPOSITE = (uses: string): string =>
  action(`  using: composite
  steps:
    - uses: ${uses}
`);

describe("GitHub's parser", () => {
  test('names the line of an icon that GitHub has not got', () => {
    const mistakes = actionMistakes('action.yml', action('  using: node24\n  main: main.js\n', 'key'));
    expect(mistakes).toEqual(["action.yml (Line: 4, Col: 9): Unexpected value 'key'"]);
  });

  test('refuses a runtime that no runner has', () => {
    expect(actionMistakes('action.yml', action('  using: node26\n  main: main.js\n'))).toHaveLength(1);
  });

  // What the release writes, and what zizmor recommends where there is only GitHub.com.
  test.each(['acme/tool/inner@0123456789abcdef0123456789abcdef01234567', '$/inner'])(
    'takes `uses: %s` in a composite action',
    (uses) => {
      expect(actionMistakes('action.yml', COMPOSITE(uses))).toEqual([]);
    },
  );
});
