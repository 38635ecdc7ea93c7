import {
  type ControlPlane,
  type IdGenerator,
  type LeaseIntent,
  type LeaseStore,
  type Random,
  type Result,
  type Seconds,
  type Secret,
  seconds,
  TIMINGS,
} from '@connect-token/core';
import {
  createEnds,
  createMinter,
  createReaper,
  type Ends,
  type MintAsk,
  type Minted,
  type Minter,
  type Reaper,
  type Refused,
  type Surroundings,
} from '@connect-token/lifecycle';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import type { ManualTime } from '@connect-token/testkit';
import { POLICY, sha256 } from './account.ts';
import type { History } from './command.ts';
import { type Fate, mortal } from './fate.ts';
import { type Reader, readOver } from './reader.ts';

/** What can be asked of a process. What it doesn't live to answer is never answered. */
export interface Life {
  readonly fate: Pick<Fate, 'doom' | 'kill' | 'dead'>;
  readonly minter: {
    mint(ask: MintAsk): Promise<Result<Pick<Minted, 'leaseId' | 'tokenId' | 'token'>, Refused>>;
    readonly revoke: Minter['revoke'];
  };
  readonly ends: Ends;
  readonly reaper: Pick<Reaper, 'pass'>;
}

/** One process, and time as it goes by for it: everything that is lost when it dies. */
export interface Body {
  readonly life: Life;
  readonly reader: Reader;
  /** Settles when it waits for time, or for nothing, as far as can be known. */
  rest(): Promise<void>;
  walk(span: Seconds): Promise<void>;
  /** Time in which the process is stopped. */
  stop(span: Seconds): Promise<void>;
  /** Lets go of the files of a process that is dead. */
  bury(): Promise<void>;
}

export interface Outside {
  readonly time: ManualTime;
  readonly upstream: ControlPlane;
  readonly ids: IdGenerator;
  /** Told of each intent that was admitted. */
  readonly bought: (intent: LeaseIntent) => void;
}

/** Objects in this process: all of the product's, over a control plane and a time that do what a history says. */
export async function bear(directory: string, { limit }: History, outside: Outside): Promise<Body> {
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
    policy: () => POLICY,
    plan: async () => (limit === null ? { kind: 'unlimited' } : { kind: 'metered', limit }),
    builtIn: { allowEveryone: false, typesKnown: true },
    timings: TIMINGS,
    digest: (token: Secret<string>) => sha256(token.reveal(), 'hex'),
    idTokenKeep: seconds(120),
  };
  const reaper = createReaper(around);
  reaper.start();
  const reader = readOver(directory);
  const rest = async (): Promise<void> => {
    for (let idle = 0; idle < 2; ) {
      await new Promise(setImmediate);
      idle = fate.busy() > 0 ? 0 : idle + 1;
    }
  };
  return {
    life: { fate, minter: createMinter(around, reaper), ends: createEnds(around, reaper), reaper },
    reader,
    rest,
    walk: (span) => time.walk(span, rest),
    stop: async (span) => time.advance(span),
    bury: async () => {
      await rest();
      reader.close();
      await store.close();
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
