import type {
  MatchedAccount,
  MatchedGroup,
  MatchedPerson,
  MatchedServer,
  MatchedVault,
} from './account-match.ts';
import type { Failure } from './error.ts';
import { refuseGrant } from './grant.ts';
import { type NamedThing, refuseName } from './name.ts';
import type { BuiltInRule, Vault } from './vault.ts';

/** What a file says and no manager can bring about: each entry's mistakes, without those of finding what it is about. */
export function refuseEntries(account: MatchedAccount, builtIn: BuiltInRule): readonly Failure[] {
  const vaults = account.vaults.map((entry) => (entry === undefined ? undefined : vaultOf(entry)));
  return [
    ...account.vaults.flatMap((entry) => (entry === undefined ? [] : refuseVault(entry))),
    ...account.servers.flatMap((entry) => (entry === undefined ? [] : refuseServer(entry, vaults, builtIn))),
    ...account.people.flatMap((entry) => (entry === undefined ? [] : refusePerson(entry))),
    ...account.groups.flatMap((entry) => (entry === undefined ? [] : refuseGroup(entry))),
  ];
}

const impossible = (thing: NamedThing | 'person', name: string, problem: string): Failure => ({
  code: 'CHANGE_IMPOSSIBLE',
  thing,
  name,
  problem,
});

const nameFailures = (noun: NamedThing, name: string): readonly Failure[] => {
  const refused = refuseName(noun, name);
  return refused === undefined ? [] : [refused];
};

/** The vault as it will be. */
const vaultOf = ({ thing, ref, desired }: MatchedVault): Vault => ({
  ...ref,
  type: thing === undefined ? desired.type : thing.type,
});

function refuseVault({ desired: { name, type }, thing }: MatchedVault): readonly Failure[] {
  if (thing === undefined)
    return type === 'USER_CREATED'
      ? nameFailures('vault', name)
      : [impossible('vault', name, `is of the type \`${type}\`, which only 1Password makes`)];
  if (thing.type !== type)
    return [impossible('vault', name, `is \`${type}\` in the file and \`${thing.type}\` in the account`)];
  if (thing.name === name) return [];
  return type === 'USER_CREATED'
    ? nameFailures('vault', name)
    : [impossible('vault', name, "is built in and can't be renamed")];
}

function refuseServer(
  { desired: { name, fixed, grants }, thing }: MatchedServer,
  vaults: readonly (Vault | undefined)[],
  builtIn: BuiltInRule,
): readonly Failure[] {
  const failures = thing?.name === name ? [] : [...nameFailures('server', name)];
  if (thing !== undefined && (thing.fixedVaults !== null) !== fixed) {
    const was = fixed ? "isn't fixed in the account" : 'is fixed in the account';
    failures.push(impossible('server', name, `${was}: that is chosen once, when a server is made`));
  }
  const server = { name, fixedVaults: thing?.fixedVaults ?? null };
  for (const { vault: position } of grants ?? []) {
    const vault = vaults[position];
    const refused =
      vault === undefined ? undefined : refuseGrant(server, vault.id, { vaults: [vault], builtIn });
    if (refused !== undefined) failures.push(refused);
  }
  return failures;
}

/** People come with the account: nothing that a manager may do makes or renames one. */
function refusePerson({ desired: { name }, thing }: MatchedPerson): readonly Failure[] {
  if (thing === undefined) return [{ code: 'PERSON_UNKNOWN', person: name, nearest: null }];
  return thing.name === name ? [] : [impossible('person', name, `is \`${thing.name}\` in the account`)];
}

function refuseGroup({ desired: { name, type, members }, thing }: MatchedGroup): readonly Failure[] {
  if (thing === undefined)
    return type === 'USER_DEFINED'
      ? nameFailures('group', name)
      : [impossible('group', name, `is of the type \`${type}\`, which comes with an account`)];
  const failures: Failure[] = [];
  if (thing.type !== type)
    failures.push(
      impossible('group', name, `is \`${type}\` in the file and \`${thing.type}\` in the account`),
    );
  if (thing.name !== name)
    failures.push(
      impossible('group', name, `is \`${thing.name}\` in the account, and groups aren't renamed`),
    );
  if (thing.type === 'OWNERS' && members?.length === 0) failures.push({ code: 'OWNERS_EMPTY', group: name });
  return failures;
}
