import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isBasicExpression, isMapping } from '@actions/workflow-parser/templates/tokens/type-guards';
import { err, ok, type Result } from '@connect-token/core';
import { readSteps, type StepFile } from './step-file.ts';
import { mistakesOf, type ParsedFile, parseFile, type Refusal, refusal, unknownKeys } from './token.ts';

export type Action =
  /** `actions/checkout`: what is checked out is given, its `with` is not looked at. */
  | { readonly kind: 'checkout' }
  | { readonly kind: 'node'; readonly directory: string; readonly inputs: Inputs; readonly post: Post | null }
  | {
      readonly kind: 'composite';
      readonly directory: string;
      readonly inputs: Inputs;
      readonly steps: readonly StepFile[];
      readonly outputs: readonly (readonly [name: string, value: TemplateToken])[];
    };

/** Each input with its default, which may be an expression. */
export type Inputs = readonly (readonly [name: string, value: TemplateToken | undefined])[];

export interface Post {
  /** `post-if`; `always()` where it is left out. Source: docs.github.com, "Metadata syntax reference", `runs.post-if`. */
  readonly condition: string;
}

export interface ActionPlaces {
  /** `owner/repository@ref` → the folder of its checkout. Nothing else is ever fetched. */
  readonly repositories: Readonly<Record<string, string>>;
  /** The repository of the workflow: `./path`, `$/path` and `actions/checkout`. */
  readonly checkout: string | null;
}

/** The actions that may be used in one file: `$/` is the repository of that file. */
export interface ActionLibrary {
  find(reference: string): Result<Action, readonly Refusal[]>;
}

/** As deep as GitHub nests composite actions. Source: docs.github.com, "Creating a composite action". */
const DEPTH_MAX = 10;

const REMOTE = /^(?<repository>[\w.-]+\/[\w.-]+)(?:\/(?<path>[^@]+))?@(?<ref>.+)$/;

export const actionLibrary = (places: ActionPlaces, home: string | null, depth = 0): ActionLibrary => ({
  find: (reference) => {
    if (depth >= DEPTH_MAX) return err([`\`${reference}\` is nested more than ${DEPTH_MAX} deep`]);
    if (/^actions\/checkout@/.test(reference))
      return places.checkout === null ? err(['nothing is there to check out']) : ok({ kind: 'checkout' });
    const place = placeOf(places, home, reference);
    return place === null
      ? err([`\`${reference}\` is not an action that is run here`])
      : readAction(places, reference, place, depth);
  },
});

interface ActionPlace {
  readonly home: string;
  readonly directory: string;
}

/** `./` is always the caller's workspace, also in an action; `$/` the repository in which it stands. */
function placeOf(places: ActionPlaces, home: string | null, reference: string): ActionPlace | null {
  const [start, path] = [reference.slice(0, 2), reference.slice(2)];
  const local = start === './' ? places.checkout : start === '$/' ? home : null;
  if (local !== null) return { home: local, directory: join(local, path) };
  const { repository, path: inside = '', ref } = REMOTE.exec(reference)?.groups ?? {};
  const remote = places.repositories[`${repository}@${ref}`];
  return remote === undefined ? null : { home: remote, directory: join(remote, inside) };
}

function readAction(
  places: ActionPlaces,
  reference: string,
  { home, directory }: ActionPlace,
  depth: number,
): Result<Action, readonly Refusal[]> {
  const path = join(directory, 'action.yml');
  if (!existsSync(path)) return err([`\`${reference}\` has no action.yml`]);
  const parsed = parseFile('action', `${reference}/action.yml`, readFileSync(path, 'utf8'));
  if (!parsed.ok) return parsed;
  const refusals: Refusal[] = [];
  const action = actionOf(parsed.value, directory, actionLibrary(places, home, depth + 1), refusals);
  refusals.push(...mistakesOf(parsed.value.context));
  return action === null || refusals.length > 0 ? err(refusals) : ok(action);
}

function actionOf(
  file: ParsedFile,
  directory: string,
  library: ActionLibrary,
  refusals: Refusal[],
): Action | null {
  const runs = file.root.find('runs');
  if (runs === undefined || !isMapping(runs)) return null;
  const using = runs.find('using');
  const inputs = entriesOf(file.root.find('inputs'), 'default');
  if (using?.toString() === 'composite') {
    refusals.push(...unknownKeys(file.name, runs, ['using', 'steps']));
    const outputs = entriesOf(file.root.find('outputs'), 'value').flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return {
      kind: 'composite',
      directory,
      inputs,
      steps: readSteps(file, runs.find('steps'), library, refusals),
      outputs,
    };
  }
  if (using?.toString() === 'node24') {
    refusals.push(...unknownKeys(file.name, runs, ['using', 'main', 'post', 'post-if']));
    return { kind: 'node', directory, inputs, post: postOf(runs) };
  }
  refusals.push(refusal(file.name, using ?? runs, `\`using: ${using?.toString()}\` is not run here`));
  return null;
}

function postOf(runs: MappingToken): Post | null {
  const condition = runs.find('post-if');
  if (runs.find('post') === undefined) return null;
  if (condition === undefined) return { condition: 'always()' };
  return { condition: isBasicExpression(condition) ? condition.expression : condition.toString() };
}

/** Of each entry the one property that counts. */
const entriesOf = (mapping: TemplateToken | undefined, property: string): Inputs =>
  mapping === undefined || !isMapping(mapping)
    ? []
    : [...mapping].map(({ key, value }) => [
        key.toString(),
        isMapping(value) ? value.find(property) : undefined,
      ]);
