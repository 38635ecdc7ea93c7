import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from '@connect-token/core';
import { parseYaml } from '@connect-token/protocol/files';
import * as z from 'zod';

/** As much of an `action.yml` as a runner needs in order to run a JavaScript action. */
export interface ActionFile {
  readonly name: string;
  readonly description: string;
  /** Input → its default; empty where it has none, as the runner has it. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly mainPath: string;
  readonly postPath: string | null;
}

const scalar = z.union([z.string(), z.boolean(), z.number()]).transform(String);

const actionFile = z.object({
  name: z.string(),
  description: z.string().default(''),
  inputs: z
    .record(z.string(), z.object({ default: scalar.default('') }))
    .default({})
    .transform((inputs) =>
      Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default])),
    ),
  outputs: z.record(z.string(), z.object({})).default({}).transform(Object.keys),
  runs: z.object({ using: z.literal('node24'), main: z.string(), post: z.string().optional() }),
});

/** Throws where the file can't be read: there is nothing to run then. Expressions in defaults aren't evaluated. */
export function readActionFile(actionDir: string): ActionFile {
  const path = join(actionDir, 'action.yml');
  const parsed = parseYaml(path, readFileSync(path), actionFile);
  if (!parsed.ok) throw new Error(parsed.error.map(describe).join('\n'));
  const { runs, ...said } = parsed.value;
  return {
    ...said,
    mainPath: resolve(actionDir, runs.main),
    postPath: runs.post === undefined ? null : resolve(actionDir, runs.post),
  };
}

/** How an input reaches the action: spaces become underscores, hyphens stay. */
export const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
