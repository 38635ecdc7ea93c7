// The actions of this repository whose code is bundled: the name, the workspace, and the folder that its action.yml runs.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{readonly name: string, readonly folder: string, readonly dist: string}} Action */

/** @type {readonly Action[]} */
export const ACTIONS = [
  { name: 'connect-token', folder: 'actions/connect-token', dist: 'actions/connect-token/dist' },
  { name: 'load-secrets', folder: 'actions/load-secrets', dist: 'actions/load-secrets/dist' },
  { name: 'revoke', folder: 'actions/revoke', dist: 'actions/revoke/dist' },
  { name: 'sweep', folder: 'actions/sweep', dist: 'actions/sweep/dist' },
];

/**
 * What its action.yml can start, by name: `main` and `post`. None while an action has no sources.
 *
 * @param {string} root the repository's
 * @param {Action} action
 * @returns {string[]}
 */
export function entriesOf(root, { folder }) {
  const sources = join(root, folder, 'src/entry');
  if (!existsSync(sources)) return [];
  return readdirSync(sources)
    .flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? [])
    .sort();
}
