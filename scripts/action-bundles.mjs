// The actions of this repository whose code is bundled: the name, the workspace, and the folder that its action.yml runs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{readonly name: string, readonly folder: string, readonly dist: string}} Action */

/** @type {readonly Action[]} */
export const ACTIONS = ['connect-token', 'load-secrets', 'revoke', 'sweep'].map((name) => ({
  name,
  folder: `actions/${name}`,
  dist: `actions/${name}/dist`,
}));

/**
 * What its action.yml can start, by name: `main` and `post`. Throws where an action has no sources.
 *
 * @param {string} root the repository's
 * @param {Action} action
 * @returns {string[]}
 */
export function entriesOf(root, { folder }) {
  return readdirSync(join(root, folder, 'src/entry'))
    .flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? [])
    .sort();
}
