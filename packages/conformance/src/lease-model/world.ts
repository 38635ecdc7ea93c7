import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type ControlPlane,
  type IdGenerator,
  type LeaseIntent,
  type LeaseStore,
  type Random,
  type Secret,
  seconds,
  TIMINGS,
} from '@connect-token/core';
import {
  createEnds,
  createMinter,
  createReaper,
  type Ends,
  type Minter,
  type Reaper,
  type Surroundings,
} from '@connect-token/lifecycle';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import {
  type ManualTime,
  manualTime,
  type ScriptedControlPlane,
  scriptedControlPlane,
} from '@connect-token/testkit';
import { START } from '../lease-store/intents.ts';
import { POLICY, SERVER, sha256, VAULTS } from './account.ts';
import { type History, settlementOf } from './command.ts';
import { type Fate, mortal } from './fate.ts';
import { DATABASE, type Ground } from './ground.ts';
import { EMPTY_LEDGER, type LeaseRow, type Ledger } from './ledger.ts';

/** One process: everything that is lost when it dies. */
export interface Life {
  readonly fate: Fate;
  readonly leases: LeaseStore;
  readonly minter: Minter;
  readonly ends: Ends;
  readonly reaper: Reaper;
}

/** The product, all of it real, over an account and a time that do what a history says. */
export interface World {
  readonly time: ManualTime;
  readonly ids: IdGenerator;
  readonly upstream: ScriptedControlPlane;
  readonly life: () => Life;
  ledger: Ledger;
  /** Texts that may be in no file. */
  readonly secrets: Map<string, string>;
  /** What was seen that must never be, in between two looks. */
  readonly violations: string[];
  /** Settles when everybody waits for time, or for nothing. */
  rest(): Promise<void>;
  rows(): readonly LeaseRow[];
  /** A new process on the same files, where the old one is dead. */
  revive(): Promise<void>;
  /** A copy of the database as it is; everybody must be at rest. */
  backUp(): void;
  /** The process dies, and the files are as they were; nothing where there is no backup. */
  restore(): Promise<void>;
  /** How many processes there were. */
  lives(): number;
  readonly directory: string;
  close(): Promise<void>;
}

export async function openWorld(ground: Ground, history: History): Promise<World> {
  ground.clear();
  const { directory } = ground;
  const time = manualTime(START);
  const upstream = scriptedControlPlane({
    clock: time.clock,
    timer: time.timer,
    vaults: VAULTS,
    servers: [SERVER],
    settlement: settlementOf(history),
  });
  const ids = countingIds();
  const secrets = new Map<string, string>();
  const ordered: string[] = [];
  const violations: string[] = [];
  const watched = watch(
    upstream,
    (name) => {
      if (!body.intended(name))
        violations.push(`I10: ${name} was ordered without a lease and its audit record on disk`);
      ordered.push(name);
    },
    secrets,
  );
  const bought = ({ idToken, lease }: LeaseIntent): void => {
    const leases = world.ledger.bought.get(idToken.tokenId) ?? [];
    world.ledger = {
      ...world.ledger,
      bought: new Map(world.ledger.bought).set(idToken.tokenId, new Set([...leases, lease.id])),
    };
  };
  const outside = { time, upstream: watched, ids, bought };
  let lives = 1;
  let body = await bear(directory, history, outside);
  const rebear = async (): Promise<void> => {
    lives += 1;
    body = await bear(directory, history, outside);
    await world.rest();
  };
  let backup: { readonly ledger: Ledger; readonly names: ReadonlySet<string> } | null = null;

  const bury = async (): Promise<void> => {
    body.life.fate.kill();
    await world.rest();
    await body.bury();
  };
  const world: World = {
    time,
    ids,
    upstream,
    directory,
    life: () => body.life,
    lives: () => lives,
    ledger: EMPTY_LEDGER,
    secrets,
    violations,
    rest: async () => {
      for (let idle = 0; idle < 2; ) {
        await new Promise(setImmediate);
        idle = body.life.fate.busy() > 0 ? 0 : idle + 1;
      }
    },
    rows: () => body.rows(),
    revive: async () => {
      await bury();
      await rebear();
    },
    backUp: () => {
      ground.backUp();
      backup = { ledger: world.ledger, names: new Set(world.rows().map((row) => row.token_name)) };
    },
    restore: async () => {
      if (backup === null) return;
      await bury();
      ground.restore();
      const { ledger, names } = backup;
      world.ledger = { ...ledger, strays: new Set(ordered.filter((name) => !names.has(name))) };
      await rebear();
    },
    close: bury,
  };
  await world.rest();
  return world;
}

interface Outside {
  readonly time: ManualTime;
  readonly upstream: ControlPlane;
  readonly ids: IdGenerator;
  /** Told of each intent that was admitted. */
  readonly bought: (intent: LeaseIntent) => void;
}

/** Tells of every order before it has an effect, and keeps the text of every token that comes back. */
function watch(
  upstream: ControlPlane,
  ordering: (name: string) => void,
  secrets: Map<string, string>,
): ControlPlane {
  return {
    ...upstream,
    tokens: {
      ...upstream.tokens,
      create: async (order) => {
        ordering(order.name);
        const created = await upstream.tokens.create(order);
        if (created.ok) secrets.set(created.value.token.id, created.value.secret.reveal());
        return created;
      },
    },
  };
}

const watchIntents = (leases: LeaseStore, admitted: (intent: LeaseIntent) => void): LeaseStore => ({
  ...leases,
  intend: async (intent, stamp) => {
    const intended = await leases.intend(intent, stamp);
    if (intended.ok) admitted(intent);
    return intended;
  },
});

interface Body {
  readonly life: Life;
  rows(): readonly LeaseRow[];
  /** Whether a token's name stands for a lease on disk, whose intent is in the audit trail. */
  intended(tokenName: string): boolean;
  bury(): Promise<void>;
}

/** Starts a process, and somebody who reads its file over its shoulder. */
async function bear(directory: string, { limit }: History, outside: Outside): Promise<Body> {
  const { time, upstream, ids } = outside;
  const store = await open(directory, time);
  const { fate, leases, controlPlane, timer } = mortal({
    leases: watchIntents(await leaseStore(store), outside.bought),
    controlPlane: upstream,
    timer: time.timer,
  });
  const around: Surroundings = {
    controlPlane,
    leases,
    clock: time.clock,
    timer,
    ids,
    random: spreadEvenly(),
    sink: { emit: () => {} },
    policy: POLICY,
    plan: async () => (limit === null ? { kind: 'unlimited' } : { kind: 'metered', limit }),
    builtIn: { allowEveryone: false, typesKnown: true },
    timings: TIMINGS,
    digest: (token: Secret<string>) => sha256(token.reveal(), 'hex'),
    idTokenKeep: seconds(120),
  };
  const reaper = createReaper(around);
  reaper.start();
  const reader = new DatabaseSync(join(directory, DATABASE), { readOnly: true });
  const rows = reader.prepare('SELECT * FROM lease ORDER BY id');
  const intents = reader.prepare(
    "SELECT 1 FROM audit_event JOIN lease ON lease.id = lease_id WHERE token_name = ? AND kind = 'lease.intent'",
  );
  return {
    life: {
      fate,
      leases,
      minter: createMinter(around, reaper),
      ends: createEnds(around, reaper),
      reaper,
    },
    rows: () => rows.all() as unknown as readonly LeaseRow[],
    intended: (tokenName) => intents.get(tokenName) !== undefined,
    bury: async () => {
      reader.close();
      await store.close();
    },
  };
}

async function open(directory: string, { clock }: ManualTime): Promise<Store> {
  const store = await openStore({ directory, clock });
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  return store.value;
}

/** Pauses of all lengths, the same in every replay. */
function spreadEvenly(): Random {
  let fraction = 0;
  return {
    fraction: () => {
      fraction = (fraction + GOLDEN) % 1;
      return fraction;
    },
  };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The same in every replay, and never the same twice: also not after a restored backup. */
function countingIds(): IdGenerator {
  let count = 0;
  return {
    ulid: () => {
      count += 1;
      return String(count).padStart(26, '0');
    },
  };
}
