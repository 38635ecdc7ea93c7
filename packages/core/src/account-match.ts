import { standIn, type ThingRef } from './account-change.ts';
import type {
  AccountState,
  DesiredAccount,
  DesiredGroup,
  DesiredServer,
  DesiredThing,
  DesiredVault,
} from './account-state.ts';
import { foldAscii } from './ascii.ts';
import type { Failure } from './error.ts';
import type { Group, Person } from './group.ts';
import type { Vault } from './vault.ts';

/** An entry of a file, and what it is about. */
interface Matched<D, T> {
  readonly desired: D;
  /** `undefined`: there is no such thing yet. */
  readonly thing: T | undefined;
  readonly ref: ThingRef;
}

export type MatchedVault = Matched<DesiredVault, Vault>;
export type MatchedServer = Matched<DesiredServer, AccountState['servers'][number]>;
export type MatchedPerson = Matched<DesiredThing, Person>;
export type MatchedGroup = Matched<DesiredGroup, Group>;

/** At the positions of the file's lists; `undefined` where one of the failures tells why. */
export interface MatchedAccount {
  readonly vaults: readonly (MatchedVault | undefined)[];
  readonly servers: readonly (MatchedServer | undefined)[];
  readonly people: readonly (MatchedPerson | undefined)[];
  readonly groups: readonly (MatchedGroup | undefined)[];
}

export function matchAccount(
  current: AccountState,
  desired: DesiredAccount,
): { readonly matched: MatchedAccount; readonly failures: readonly Failure[] } {
  const vaults = matchThings('vault', desired.vaults, current.vaults);
  const servers = matchThings('server', desired.servers, current.servers);
  const people = matchThings('person', desired.people, current.people);
  const groups = matchThings('group', desired.groups, current.groups);
  return {
    matched: {
      vaults: vaults.entries,
      servers: servers.entries,
      people: people.entries,
      groups: groups.entries,
    },
    failures: [vaults, servers, people, groups].flatMap(({ failures }) => failures),
  };
}

interface Match<D, T> {
  readonly entries: readonly (Matched<D, T> | undefined)[];
  readonly failures: readonly Failure[];
}

type MatchedNoun = 'vault' | 'server' | 'group' | 'person';

/**
 * Which thing each entry is about: the one with its id, else the only one of its name that no other entry has by its id.
 * Refused: an id of nothing, since ids are never chosen; a name that several things or several entries have.
 */
function matchThings<D extends DesiredThing, T extends ThingRef>(
  noun: MatchedNoun,
  desired: readonly D[],
  things: readonly T[],
): Match<D, T> {
  const repeats = groupBy(desired, keyOf);
  const claimed = new Set(desired.flatMap(({ id }) => (id === undefined ? [] : [foldAscii(id)])));
  const byId = new Map(things.map((thing) => [foldAscii(thing.id), thing]));
  const unclaimed = things.filter(({ id }) => !claimed.has(foldAscii(id)));
  const byName = groupBy(unclaimed, (thing) => thing.name);
  const failures: Failure[] = [];
  const entries = desired.map((entry, position): Matched<D, T> | undefined => {
    const failed = (failure: Failure): undefined => {
      failures.push(failure);
    };
    if ((repeats.get(keyOf(entry)) ?? []).length > 1)
      return failed({ code: 'CHANGE_IMPOSSIBLE', thing: noun, name: entry.name, problem: TWICE });
    const known = entry.id === undefined ? undefined : byId.get(foldAscii(entry.id));
    if (entry.id !== undefined && known === undefined) return failed(unknown(noun, entry.id));
    const named = known === undefined ? (byName.get(entry.name) ?? []) : [known];
    const ids = named.map(({ id }) => id);
    if (ids.length > 1) return failed(ambiguous(noun, entry.name, ids));
    const [thing] = named;
    const id = thing?.id ?? standIn(noun, position);
    return { desired: entry, thing, ref: { id, name: entry.name } };
  });
  return { entries, failures };
}

const TWICE = 'stands twice in the file: give each its id';

const keyOf = ({ id, name }: DesiredThing): string =>
  id === undefined ? `name ${name}` : `id ${foldAscii(id)}`;

function groupBy<T>(values: readonly T[], keyFor: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyFor(value));
    if (group === undefined) groups.set(keyFor(value), [value]);
    else group.push(value);
  }
  return groups;
}

function unknown(noun: MatchedNoun, text: string): Failure {
  switch (noun) {
    case 'vault':
      return { code: 'VAULT_UNKNOWN', vault: text, nearest: null };
    case 'server':
      return { code: 'SERVER_UNKNOWN', server: text, nearest: null };
    case 'group':
      return { code: 'GROUP_UNKNOWN', group: text, nearest: null };
    case 'person':
      return { code: 'PERSON_UNKNOWN', person: text, nearest: null };
  }
}

function ambiguous(noun: MatchedNoun, text: string, ids: readonly string[]): Failure {
  switch (noun) {
    case 'vault':
      return { code: 'VAULT_AMBIGUOUS', vault: text, ids };
    case 'server':
      return { code: 'SERVER_AMBIGUOUS', server: text, ids };
    case 'group':
      return { code: 'GROUP_AMBIGUOUS', group: text, ids };
    case 'person':
      return { code: 'PERSON_AMBIGUOUS', person: text, ids };
  }
}
