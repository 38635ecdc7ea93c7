import {
  type AccountChange,
  type AccountState,
  type Failure,
  formatChange,
  type Management,
  type NonEmpty,
  ok,
  planAccountChanges,
  type Result,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { print } from '../../output/print.ts';
import { styled } from '../../output/style.ts';
import { tellCredits } from '../../tell-credits.ts';
import { makeChanges } from './changes.ts';

/** Shows the difference before it asks, and says with each step what was done: where one is refused, the ones before it stand. */
export const applyFile: AccountWork = async (args, session) => {
  const { management, io } = session;
  const { readAccountFile } = await import('@connect-token/account/file');
  // The account's own rule for the built-in Shared vault is the account's to apply: its setting isn't known here.
  const file = await readAccountFile(args.first(), { allowEveryone: true });
  if (!file.ok) return file;
  const state = await readState(management);
  if (!state.ok) return state;
  const builtIn = { allowEveryone: true, typesKnown: management.capabilities.vaultTypesKnown };
  const changes = planAccountChanges(state.value, file.value.value, { prune: args.has('prune'), builtIn });
  if (!changes.ok) return changes;
  print(session, { json: () => changes.value, human: (colour) => formatChanges(changes.value, colour) });
  if (changes.value.length === 0 || args.has('dry-run')) return ok('done');
  const sure = await confirm(session, `making ${countOf(changes.value)}`);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const made = await makeChanges(changes.value, session);
  if (!made.ok) return made;
  for (const path of made.value.credentialsFiles) io.stderr.write(`Credentials file: ${path}\n`);
  await tellCredits(session, null);
  return ok('done');
};

async function readState(management: Management): Promise<Result<AccountState, NonEmpty<Failure>>> {
  const [vaults, servers, people, groups, managers, credits] = await Promise.all([
    asked(management.vaults.list()),
    asked(management.servers.list()),
    asked(management.people.list()),
    asked(management.groups.list()),
    asked(management.managers.list()),
    asked(management.credits.read()),
  ]);
  if (!vaults.ok) return vaults;
  if (!servers.ok) return servers;
  if (!people.ok) return people;
  if (!groups.ok) return groups;
  if (!managers.ok) return managers;
  if (!credits.ok) return credits;
  return ok({
    vaults: vaults.value,
    servers: servers.value,
    people: people.value,
    groups: groups.value,
    managers: managers.value,
    plan: credits.value.own,
  });
}

const COLOURS = { '-': 'red', '~': 'yellow' } as const;

function formatChanges(changes: readonly AccountChange[], colour: boolean): string {
  if (changes.length === 0) return 'The account is what the file says.\n';
  return changes
    .map(formatChange)
    .map((line) => {
      const style = line.startsWith('-') || line.startsWith('~') ? COLOURS[line[0] as '-' | '~'] : undefined;
      return `${styled(line, style, colour)}\n`;
    })
    .join('');
}

const countOf = (changes: readonly AccountChange[]): string =>
  changes.length === 1 ? 'this change' : `these ${changes.length} changes`;
