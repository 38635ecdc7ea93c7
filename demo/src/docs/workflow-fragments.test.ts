import { readWorkflow } from '@connect-token/testkit/workflow';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { codeBlocks } from './markdown.ts';
import { listFiles, ROOT, readText } from './repository.ts';

/** What our pages and examples show of workflows that use an action of ours. */
const FRAGMENTS = [
  ...listFiles('README.md', 'docs/*.md').flatMap((page) =>
    codeBlocks(readText(page)).flatMap(({ language, text }, index) =>
      language === 'yaml' ? [{ where: `${page}, block ${index + 1}`, text }] : [],
    ),
  ),
  ...listFiles('examples/workflows/*.yml').map((path) => ({ where: path, text: readText(path) })),
].filter(({ text }) => /uses: org\/connect-token/.test(text));

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A fragment as a whole workflow: it may begin at its steps, or within its job. */
function wholeOf(text: string): string {
  const fragment = parse(text) as Readonly<Record<string, unknown>> | readonly Step[];
  if ('jobs' in fragment) return JSON.stringify({ on: 'push', ...fragment });
  const job = Array.isArray(fragment) ? { steps: fragment } : fragment;
  return JSON.stringify({ on: 'push', jobs: { a: { 'runs-on': 'ubuntu-latest', ...job } } });
}

const stepsOf = (workflow: string): readonly Step[] =>
  Object.values((JSON.parse(workflow) as { readonly jobs: Readonly<Record<string, object>> }).jobs).flatMap(
    (job) => ('steps' in job ? (job.steps as readonly Step[]) : []),
  );

const OURS = /^org\/connect-token(?<path>\/[^@]+)?@(?<ref>.+)$/;

describe('a fragment of a workflow', () => {
  test('is on several pages', () => {
    expect(FRAGMENTS.length).toBeGreaterThan(20);
  });

  test.each(FRAGMENTS)('that can be copied is one that GitHub reads: $where', ({ text }) => {
    const workflow = wholeOf(text);
    const refs = [...text.matchAll(/uses: org\/connect-token[^@]*@(?<ref>\S+)/g)].map(
      ({ groups }) => groups?.['ref'],
    );
    const repositories = Object.fromEntries(refs.map((ref) => [`org/connect-token@${ref}`, ROOT]));
    const read = readWorkflow('fragment.yml', workflow, { repositories, checkout: ROOT });
    expect(read).toMatchObject({ ok: true });
  });

  test.each(FRAGMENTS)(
    'gives an action only inputs that it has, and those that it needs: $where',
    ({ text }) => {
      for (const { uses = '', with: given } of stepsOf(wholeOf(text))) {
        const ours = OURS.exec(uses);
        // Without inputs it is only about the line with `uses`.
        if (ours === null || given === undefined) continue;
        const { inputs } = parse(readText(`.${ours.groups?.['path'] ?? ''}/action.yml`)) as {
          readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
        };
        const needed = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
        expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
        expect(Object.keys(given)).toEqual(expect.arrayContaining(needed));
      }
    },
  );
});
