import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccountModel, applyChange } from '../test/account-model.ts';
import { anyFile, anyState, fileOf } from '../test/accounts.ts';
import { law } from '../test/law.ts';
import { type AccountChange, formatChange } from './account-change.ts';
import { type DiffRules, planAccountChanges } from './account-diff.ts';
import type { AccountState, DesiredAccount, DesiredServer } from './account-state.ts';
import type { Failure } from './error.ts';
import { sameId } from './server.ts';

const id = (text: string): string => text.padEnd(26, '0');

const STATE: AccountState = {
  vaults: [
    { id: id('production'), name: 'Production', type: 'USER_CREATED' },
    { id: id('finance'), name: 'Finance', type: 'USER_CREATED' },
    { id: id('private'), name: 'Private', type: 'PERSONAL' },
    { id: id('shared'), name: 'Shared', type: 'EVERYONE' },
  ],
  servers: [
    {
      id: id('ONE'),
      name: 'One',
      grants: [
        { vaultId: id('production'), access: 'rw' },
        { vaultId: id('finance'), access: 'r' },
      ],
      fixedVaults: null,
    },
    { id: id('FIXED'), name: 'Fixed', grants: [], fixedVaults: [id('production')] },
  ],
  people: [
    { id: id('ada'), name: 'ada' },
    { id: id('grace'), name: 'grace' },
  ],
  groups: [
    { id: id('owners'), name: 'Owners', type: 'OWNERS', members: [id('ada')] },
    { id: id('platform'), name: 'Platform', type: 'USER_DEFINED', members: [id('grace')] },
  ],
  managers: { global: [id('platform')], own: new Map([[id('ONE'), [id('owners')]]]) },
  plan: { kind: 'metered', limit: 10 },
};

const FILE = fileOf(STATE);
const [ONE, FIXED] = FILE.servers as [DesiredServer, DesiredServer];

const RULES: DiffRules = { prune: false, builtIn: { allowEveryone: false, typesKnown: true } };

const lines = (file: Partial<DesiredAccount>, rules: Partial<DiffRules> = {}): readonly string[] => {
  const planned = planAccountChanges(STATE, { ...FILE, ...file }, { ...RULES, ...rules });
  if (!planned.ok) throw new Error(`refused: ${JSON.stringify(planned.error)}`);
  return planned.value.map(formatChange);
};

const failures = (file: Partial<DesiredAccount>, rules: Partial<DiffRules> = {}): readonly Failure[] => {
  const planned = planAccountChanges(STATE, { ...FILE, ...file }, { ...RULES, ...rules });
  return planned.ok ? [] : planned.error;
};

describe('the changes that a file brings', () => {
  test('are none where everything is as it says', () => {
    expect(lines({})).toEqual([]);
    expect(lines({}, { prune: true })).toEqual([]);
  });

  test('are none where ids differ in case only', () => {
    const upper = (each: string) => each.toUpperCase();
    const state: AccountState = {
      ...STATE,
      groups: STATE.groups.map((group) => ({ ...group, members: group.members.map(upper) })),
      servers: STATE.servers.map((server) => ({
        ...server,
        grants: server.grants.map((grant) => ({ ...grant, vaultId: upper(grant.vaultId) })),
      })),
      managers: {
        global: STATE.managers.global.map(upper),
        own: new Map([[id('one'), [upper(id('owners'))]]]),
      },
    };
    expect(planAccountChanges(state, FILE, { ...RULES, prune: true })).toEqual({ ok: true, value: [] });
  });

  test('leave alone what it does not name, servers too unless they are to be pruned', () => {
    const file = { vaults: [], servers: [], people: [], groups: [], managers: [] };
    expect(lines(file)).toEqual(['- manager Platform of Secrets Automation']);
    expect(lines(file, { prune: true })).toEqual([
      '- server One, its credentials file and all its tokens',
      '- server Fixed, its credentials file and all its tokens',
      '- manager Platform of Secrets Automation',
    ]);
  });

  test('grant and revoke until a server has what its list says, giving back first', () => {
    expect(
      lines({
        vaults: [...FILE.vaults, { name: 'New', type: 'USER_CREATED' }],
        servers: [
          {
            ...ONE,
            grants: [
              { vault: 4, access: 'w' },
              { vault: 0, access: 'r' },
            ],
          },
        ],
      }),
    ).toEqual([
      '+ vault New',
      '- grant Finance to server One',
      '~ grant Production,rw → r to server One',
      '+ grant New,w to server One',
    ]);
    const [production] = ONE.grants ?? [];
    const other = [...(production ? [production] : []), { vault: 1, access: 'w' as const }];
    expect(lines({ servers: [{ ...ONE, grants: other }] })).toEqual(['~ grant Finance,r → w to server One']);
    expect(lines({ servers: [{ ...ONE, grants: [{ vault: 1, access: 'rw' }] }] })).toEqual([
      '- grant Production to server One',
      '~ grant Finance,r → rw to server One',
    ]);
    const both: DesiredServer = {
      ...ONE,
      grants: [
        { vault: 1, access: 'rw' },
        { vault: 0, access: 'r' },
      ],
    };
    expect(lines({ servers: [both] })).toEqual([
      '~ grant Production,rw → r to server One',
      '~ grant Finance,r → rw to server One',
    ]);
  });

  test('make a server with its grants, its fixed set and its managers', () => {
    const server: DesiredServer = {
      name: 'Two',
      grants: [
        { vault: 0, access: 'rw' },
        { vault: 1, access: 'r' },
      ],
      fixed: true,
      managers: [1],
    };
    expect(lines({ servers: [server] })).toEqual([
      '+ server Two with Production,rw · Finance,r, fixed',
      '+ manager Platform of server Two',
    ]);
    expect(lines({ servers: [{ ...server, grants: [], fixed: false, managers: [] }] })).toEqual([
      '+ server Two with no vault',
    ]);
  });

  test('rename what is named by its id', () => {
    const [, ...vaults] = FILE.vaults;
    expect(
      lines({
        vaults: [{ type: 'USER_CREATED', id: id('PRODUCTION'), name: 'Live' }, ...vaults],
        servers: [{ ...ONE, name: 'Uno' }],
      }),
    ).toEqual(['~ vault Production → Live', '~ server One → Uno']);
  });

  test('add people and managers before they take them away, and take rights last', () => {
    expect(
      lines({
        groups: [
          { name: 'Owners', type: 'OWNERS', members: [1] },
          { name: 'Night', type: 'USER_DEFINED', members: [0] },
        ],
        managers: [1],
        servers: [{ ...ONE, managers: [1] }],
        plan: { kind: 'metered', limit: 9 },
      }),
    ).toEqual([
      '+ group Night',
      '+ member grace of group Owners',
      '+ member ada of group Night',
      '+ manager Night of server One',
      '+ manager Night of Secrets Automation',
      '~ credits: at most 10 → at most 9',
      '- member ada of group Owners',
      '- manager Owners of server One',
      '- manager Platform of Secrets Automation',
    ]);
  });

  test('end a server’s own list where the file has none', () => {
    expect(lines({ servers: [{ ...ONE, managers: [] }] })).toEqual(['- manager Owners of server One']);
  });

  test('widen the plan before anything needs it', () => {
    const vaults = [...FILE.vaults, { name: 'New', type: 'USER_CREATED' }];
    expect(lines({ vaults, plan: { kind: 'unlimited' } })).toEqual([
      '~ credits: at most 10 → unlimited',
      '+ vault New',
    ]);
    expect(lines({ vaults, plan: { kind: 'metered', limit: 11 } })[0]).toBe(
      '~ credits: at most 10 → at most 11',
    );
  });

  test('refer to a new thing by a stand-in, and to one of the account by its id', () => {
    const planned = planAccountChanges(
      STATE,
      {
        ...FILE,
        vaults: [...FILE.vaults, { name: 'New', type: 'USER_CREATED' }],
        servers: [{ ...ONE, grants: [...(ONE.grants ?? []), { vault: 4, access: 'r' }] }],
      },
      RULES,
    );
    const vault = { id: '+vault4', name: 'New' };
    expect(planned).toEqual({
      ok: true,
      value: [
        { kind: 'vault.create', vault },
        { kind: 'vault.grant', server: { id: id('ONE'), name: 'One' }, from: null, vault, access: 'r' },
      ],
    });
  });
});

describe('refused, with nothing to change', () => {
  const impossible = (thing: string, name: string, problem: string) => [
    { code: 'CHANGE_IMPOSSIBLE', thing, name, problem },
  ];

  test('an id that nothing has, because ids are never chosen', () => {
    expect(failures({ servers: [{ ...ONE, id: id('OTHER') }] })).toEqual([
      { code: 'SERVER_UNKNOWN', server: id('OTHER'), nearest: null },
    ]);
    expect(failures({ vaults: [{ id: id('x'), name: 'X', type: 'USER_CREATED' }], servers: [] })).toEqual([
      { code: 'VAULT_UNKNOWN', vault: id('x'), nearest: null },
    ]);
    expect(
      failures({
        groups: [{ id: id('x'), name: 'X', type: 'USER_DEFINED', members: [] }],
        managers: [],
        servers: [],
      }),
    ).toEqual([{ code: 'GROUP_UNKNOWN', group: id('x'), nearest: null }]);
  });

  test('a name that several things have, unless ids tell them apart', () => {
    const two = [...STATE.servers, { id: id('TWO'), name: 'One', grants: [], fixedVaults: null }];
    const plan = (servers: DesiredAccount['servers']) =>
      planAccountChanges({ ...STATE, servers: two }, { ...FILE, servers }, RULES);
    const { id: _, ...nameless } = ONE;
    expect(plan([nameless])).toEqual({
      ok: false,
      error: [{ code: 'SERVER_AMBIGUOUS', server: 'One', ids: [id('ONE'), id('TWO')] }],
    });
    expect(plan([ONE, { ...nameless, grants: [], managers: [] }])).toEqual({ ok: true, value: [] });
  });

  test('a name or an id that stands twice', () => {
    const { id: _, ...nameless } = ONE;
    const twice = { code: 'CHANGE_IMPOSSIBLE', thing: 'server', name: 'One' };
    expect(failures({ servers: [nameless, nameless] })).toMatchObject([twice, twice]);
    expect(failures({ servers: [ONE, { ...ONE, id: ONE.id?.toLowerCase() }] })).toMatchObject([twice, twice]);
  });

  test('a built-in vault in a list, new or by another name', () => {
    expect(failures({ servers: [{ ...ONE, grants: [{ vault: 2, access: 'r' }] }] })).toEqual([
      { code: 'VAULT_BUILT_IN', vault: 'Private', id: id('private'), type: 'PERSONAL' },
    ]);
    const shared = {
      servers: [{ ...ONE, grants: [...(ONE.grants ?? []), { vault: 3, access: 'r' as const }] }],
    };
    expect(failures(shared)).toMatchObject([{ code: 'VAULT_BUILT_IN', vault: 'Shared' }]);
    expect(lines(shared, { builtIn: { allowEveryone: true, typesKnown: true } })).toEqual([
      '+ grant Shared,r to server One',
    ]);
    expect(failures({ vaults: [{ name: 'Mine', type: 'PERSONAL' }], servers: [] })).toEqual(
      impossible('vault', 'Mine', 'is of the type `PERSONAL`, which only 1Password makes'),
    );
    expect(
      failures({ vaults: [{ id: id('private'), name: 'Mine', type: 'PERSONAL' }], servers: [] }),
    ).toEqual(impossible('vault', 'Mine', "is built in and can't be renamed"));
    expect(failures({ vaults: [{ name: 'Private', type: 'USER_CREATED' }], servers: [] })).toEqual(
      impossible('vault', 'Private', 'is `USER_CREATED` in the file and `PERSONAL` in the account'),
    );
  });

  test('a vault beyond a fixed set, and a set that is to be fixed or freed', () => {
    expect(lines({ servers: [{ ...FIXED, grants: [{ vault: 0, access: 'r' }] }] })).toEqual([
      '+ grant Production,r to server Fixed',
    ]);
    expect(failures({ servers: [{ ...FIXED, grants: [{ vault: 1, access: 'r' }] }] })).toEqual([
      { code: 'VAULTS_FIXED', server: 'Fixed', vault: 'Finance' },
    ]);
    expect(failures({ servers: [{ ...FIXED, fixed: false }] })).toEqual(
      impossible('server', 'Fixed', 'is fixed in the account: that is chosen once, when a server is made'),
    );
    expect(failures({ servers: [{ ...ONE, fixed: true }] })).toEqual(
      impossible('server', 'One', "isn't fixed in the account: that is chosen once, when a server is made"),
    );
  });

  test('people that the account does not have, and people and groups of another name or type', () => {
    const [owners, platform] = FILE.groups as [
      DesiredAccount['groups'][number],
      DesiredAccount['groups'][number],
    ];
    expect(failures({ people: [...FILE.people, { name: 'linus' }] })).toEqual([
      { code: 'PERSON_UNKNOWN', person: 'linus', nearest: null },
    ]);
    expect(failures({ people: [{ id: id('ada'), name: 'Ada' }, ...FILE.people.slice(1)] })).toEqual(
      impossible('person', 'Ada', 'is `ada` in the account'),
    );
    expect(failures({ groups: [owners, { ...platform, name: 'Ops' }] })).toEqual(
      impossible('group', 'Ops', "is `Platform` in the account, and groups aren't renamed"),
    );
    expect(failures({ groups: [owners, { ...platform, type: 'ADMINISTRATORS' }] })).toEqual(
      impossible('group', 'Platform', 'is `ADMINISTRATORS` in the file and `USER_DEFINED` in the account'),
    );
    expect(
      failures({ groups: [...FILE.groups, { name: 'Admins', type: 'ADMINISTRATORS', members: [] }] }),
    ).toEqual(impossible('group', 'Admins', 'is of the type `ADMINISTRATORS`, which comes with an account'));
    expect(failures({ groups: [{ ...owners, members: [] }, platform] })).toEqual([
      { code: 'OWNERS_EMPTY', group: 'Owners' },
    ]);
  });

  test('names that are none, all at once', () => {
    expect(
      failures({
        vaults: [...FILE.vaults, { name: ' ', type: 'USER_CREATED' }],
        servers: [{ ...ONE, name: 'n'.repeat(257) }, FIXED, { ...ONE, id: undefined, name: '\u{1B}[2J' }],
        groups: [...FILE.groups, { name: '', type: 'USER_DEFINED', members: [] }],
      }),
    ).toMatchObject([
      { code: 'NAME_INVALID', thing: 'vault' },
      { code: 'NAME_INVALID', thing: 'server' },
      { code: 'NAME_INVALID', thing: 'server' },
      { code: 'NAME_INVALID', thing: 'group' },
    ]);
  });
});

describe('for every account and every file', () => {
  const rules = fc.record({
    prune: fc.boolean(),
    builtIn: fc.record({ allowEveryone: fc.boolean(), typesKnown: fc.constant(true) }),
  });

  /** The account after all changes; `undefined` where the file is refused. */
  const apply = (
    state: AccountState,
    file: DesiredAccount,
    given: DiffRules,
    look: (change: AccountChange) => void = () => {},
  ): AccountState | undefined => {
    const planned = planAccountChanges(state, file, given);
    if (!planned.ok) return undefined;
    const start: AccountModel = { state, builtIn: given.builtIn, made: new Map() };
    return planned.value.reduce((model, change) => {
      look(change);
      return applyChange(model, change);
    }, start).state;
  };

  test('each change can be made in its turn, and after the last nothing is left to change', () => {
    let applied = 0;
    law(
      fc.property(anyState, anyFile, rules, (state, file, given) => {
        const after = apply(state, file, given);
        if (after === undefined) return;
        applied += 1;
        expect(planAccountChanges(after, file, given)).toEqual({ ok: true, value: [] });
      }),
      { runs: 3_000 },
    );
    // So that a law about nothing can't pass.
    expect(applied).toBeGreaterThan(500);
  });

  test('what a file does not name stays, and a built-in vault stays in any case', () => {
    law(
      fc.property(anyState, anyFile, rules, (state, file, given) => {
        const after = apply(state, file, given);
        if (after === undefined) return;
        const builtIn = state.vaults.filter(({ type }) => type !== 'USER_CREATED');
        expect(after.vaults).toEqual(expect.arrayContaining([...builtIn]));
        expect(after.people).toEqual(state.people);
        const named = (thing: { readonly id: string; readonly name: string }) =>
          file.servers.some(({ id: wanted, name }) =>
            wanted === undefined ? name === thing.name : sameId(wanted, thing.id),
          );
        const others = state.servers.filter((server) => !named(server));
        if (given.prune) for (const server of others) expect(after.servers).not.toContainEqual(server);
        else expect(after.servers).toEqual(expect.arrayContaining([...others]));
      }),
      { runs: 1_000 },
    );
  });

  test('each change is one line that begins with its sign', () => {
    law(
      fc.property(anyState, anyFile, rules, (state, file, given) => {
        apply(state, file, given, (change) => expect(formatChange(change)).toMatch(/^[+~-] [^\n]+$/));
      }),
    );
  });

  test('a file that only names what is changes nothing', () => {
    law(
      fc.property(anyState, (state) => {
        const { servers, groups, ...file } = fileOf(state);
        const silent = {
          ...file,
          servers: servers.map((server) => ({ ...server, grants: null, managers: null })),
          groups: groups.map((group) => ({ ...group, members: null })),
          managers: null,
          plan: null,
        };
        expect(planAccountChanges(state, silent, RULES)).toEqual({ ok: true, value: [] });
      }),
    );
  });

  test('a file of what is changes nothing', () => {
    law(
      fc.property(anyState, fc.boolean(), (state, prune) => {
        const granted = (vaultId: string) =>
          state.vaults.find((vault) => vault.id === vaultId)?.type === 'USER_CREATED';
        // No account has a built-in vault in a list, nor one beyond a fixed set.
        const servers = state.servers.map((server) => ({
          ...server,
          grants: server.grants.filter(
            ({ vaultId }) => granted(vaultId) && (server.fixedVaults?.includes(vaultId) ?? true),
          ),
        }));
        const proper = { ...state, servers };
        expect(planAccountChanges(proper, fileOf(proper), { ...RULES, prune })).toEqual({
          ok: true,
          value: [],
        });
      }),
    );
  });
});

test('a name in a line of changes is cut, and steers nothing', () => {
  const line = formatChange({
    kind: 'server.rename',
    server: { id: 'x', name: 'n'.repeat(300) },
    from: '\u{1B}[2J\n',
  });
  expect(line).toBe(`~ server \u{FFFD}[2J\u{FFFD} → ${'n'.repeat(100)}…`);
});
