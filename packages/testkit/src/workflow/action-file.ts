import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '@connect-token/core';
import { type FindAction, readSteps, type StepFile } from './step-file.ts';
import { checkKeys, type ParsedFile, type Part, readFile } from './token.ts';

export type Action =
  /** `actions/checkout`: what is checked out is given, its `with` is not looked at. */
  | { readonly kind: 'checkout' }
  | { readonly kind: 'node'; readonly inputs: Part; readonly main: string; readonly post: string | null }
  | {
      readonly kind: 'composite';
      readonly directory: string;
      readonly inputs: Part;
      readonly outputs: Part;
      readonly steps: readonly StepFile[];
    };

export interface ActionPlaces {
  /** `owner/repository@ref` → the folder of its checkout. Nothing else is ever fetched. */
  readonly repositories: Readonly<Record<string, string>>;
  /** The repository of the workflow: `./path`, `$/path` and `actions/checkout`. */
  readonly checkout: string | null;
}

/** As deep as GitHub nests composite actions. Source: docs.github.com, "Creating a composite action". */
const DEPTH_MAX = 10;

const REMOTE = /^(?<repository>[\w.-]+\/[\w.-]+)(?:\/(?<path>[^@]+))?@(?<ref>.+)$/;

/** The actions that a file may use; `home` is the repository in which it stands. */
export const actionFinder =
  (places: ActionPlaces, home: string | null, depth = 0): FindAction =>
  (reference) => {
    if (depth >= DEPTH_MAX) return err([`\`${reference}\` is nested more than ${DEPTH_MAX} deep`]);
    if (/^actions\/checkout@/.test(reference))
      return places.checkout === null ? err(['nothing is there to check out']) : ok({ kind: 'checkout' });
    const [root, path] = placeOf(places, home, reference);
    if (root === null) return err([`\`${reference}\` is not an action that is run here`]);
    const directory = join(root, path);
    const yaml = join(directory, 'action.yml');
    if (!existsSync(yaml)) return err([`\`${reference}\` has no action.yml`]);
    return readFile('action', `${reference}/action.yml`, readFileSync(yaml, 'utf8'), (file) =>
      readAction(file, directory, actionFinder(places, root, depth + 1)),
    );
  };

/** The folder of the repository, and the path in it. `./` is always the caller's workspace, also in an action; `$/` the repository in which it stands. */
function placeOf(
  places: ActionPlaces,
  home: string | null,
  reference: string,
): readonly [root: string | null, path: string] {
  const local = reference.slice(2);
  if (reference.startsWith('./')) return [places.checkout, local];
  if (reference.startsWith('$/')) return [home, local];
  const { repository, path = '', ref } = REMOTE.exec(reference)?.groups ?? {};
  return [places.repositories[`${repository}@${ref}`] ?? null, path];
}

function readAction(file: ParsedFile, directory: string, find: FindAction): Action {
  const runs = file.root.find('runs')?.assertMapping('runs') ?? file.root;
  const using = runs.find('using') ?? runs;
  const inputs = file.root.find('inputs');
  if (using.toString() === 'composite') {
    checkKeys(file, runs, ['using', 'steps']);
    const steps = readSteps(file, runs.find('steps'), find);
    return { kind: 'composite', directory, inputs, outputs: file.root.find('outputs'), steps };
  }
  if (using.toString() !== 'node24')
    file.context.error(using, `\`using: ${using.toString()}\` is not run here`);
  checkKeys(file, runs, ['using', 'main', 'post']);
  const post = runs.find('post');
  return {
    kind: 'node',
    inputs,
    main: join(directory, runs.find('main')?.toString() ?? ''),
    post: post === undefined ? null : join(directory, post.toString()),
  };
}
