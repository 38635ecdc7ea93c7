import type { Clock, ControlPlane, Instant, LeaseIntent, Seconds } from '@connect-token/core';
import type { ScriptedControlPlane } from '@connect-token/testkit';
import type { Body, Life } from './body.ts';
import type { Ground } from './ground.ts';
import { EMPTY_LEDGER, type LeaseRow, type Ledger } from './ledger.ts';

/** The product over an account and a time that do what a history says, and everything that was ever seen of it. */
export interface World {
  readonly now: () => Instant;
  readonly upstream: ScriptedControlPlane;
  readonly life: () => Life;
  ledger: Ledger;
  /** Texts that may be in no file. */
  readonly secrets: ReadonlyMap<string, string>;
  /** A text that may be in no file. */
  keepSecret(name: string, text: string): void;
  /** What was seen that must never be, in between two looks. */
  readonly violations: string[];
  rest(): Promise<void>;
  walk(span: Seconds): Promise<void>;
  stop(span: Seconds): Promise<void>;
  rows(): readonly LeaseRow[];
  /** A new process on the same files, where the old one is dead. */
  revive(): Promise<void>;
  /** A copy of the database as it is; everybody must be at rest. */
  backUp(): Promise<void>;
  /** The process dies, and the files are as they were; nothing where there is no backup. */
  restore(): Promise<void>;
  /** How many processes there were. */
  lives(): number;
  /** Two looks at it are at different moments: only what both see is so. */
  readonly isMoving: boolean;
  readonly directory: string;
  close(): Promise<void>;
}

/** What a world is made of. `born`: a process over this control plane, which tells of each intent that was admitted. */
export interface Parts {
  readonly ground: Ground;
  readonly clock: Clock;
  readonly upstream: ScriptedControlPlane;
  readonly born: (watched: ControlPlane, bought: (intent: LeaseIntent) => void) => Promise<Body>;
  readonly isMoving: boolean;
  /** What ends with the world. */
  readonly closed?: () => Promise<void>;
}

export async function openWorld({
  ground,
  clock,
  upstream,
  born,
  isMoving,
  closed = async () => {},
}: Parts): Promise<World> {
  ground.clear();
  const secrets = new Map<string, string>();
  const ordered: string[] = [];
  const violations: string[] = [];
  const watched = watch(upstream, {
    ordering: (name) => {
      if (!body.reader.intended(name))
        violations.push(`I10: ${name} was ordered without a lease and its audit record on disk`);
      ordered.push(name);
    },
    made: (id, text) => void secrets.set(id, text),
  });
  const bought = ({ idToken, lease }: LeaseIntent): void => {
    const leases = world.ledger.bought.get(idToken.tokenId) ?? [];
    world.ledger = {
      ...world.ledger,
      bought: new Map(world.ledger.bought).set(idToken.tokenId, new Set([...leases, lease.id])),
    };
  };
  let lives = 1;
  let buried = false;
  let body = await born(watched, bought).catch(async (cause: unknown) => {
    await closed();
    throw cause;
  });
  let backup: { readonly ledger: Ledger; readonly names: ReadonlySet<string> } | null = null;

  const bury = async (): Promise<void> => {
    if (buried) return;
    buried = true;
    body.life.fate.kill();
    await body.bury();
  };
  const bear = async (): Promise<void> => {
    lives += 1;
    body = await born(watched, bought);
    buried = false;
    await body.rest();
  };
  const world: World = {
    now: clock.now,
    upstream,
    directory: ground.directory,
    life: () => body.life,
    lives: () => lives,
    ledger: EMPTY_LEDGER,
    secrets,
    keepSecret: (name, text) => void secrets.set(name, text),
    violations,
    rest: () => body.rest(),
    walk: (span) => body.walk(span),
    stop: (span) => body.stop(span),
    rows: () => body.reader.rows(),
    revive: async () => {
      await bury();
      await bear();
    },
    backUp: async () => {
      // A process that writes by itself would be copied in the middle.
      if (isMoving) await bury();
      const names = new Set(ordered);
      ground.backUp();
      backup = { ledger: world.ledger, names };
      if (isMoving) await bear();
    },
    restore: async () => {
      if (backup === null) return;
      await bury();
      ground.restore();
      const { ledger, names } = backup;
      const since = ordered.filter((name) => !names.has(name));
      // What had strayed before the copy was made is in none of it either.
      world.ledger = { ...ledger, strays: new Set([...ledger.strays, ...since]) };
      await bear();
    },
    isMoving,
    close: async () => {
      await bury();
      await closed();
    },
  };
  await body.rest();
  return world;
}

/** Tells of every order before it has an effect, and of every token that comes back. */
function watch(
  upstream: ControlPlane,
  tell: { readonly ordering: (name: string) => void; readonly made: (id: string, text: string) => void },
): ControlPlane {
  return {
    ...upstream,
    tokens: {
      ...upstream.tokens,
      create: async (order) => {
        tell.ordering(order.name);
        const created = await upstream.tokens.create(order);
        if (created.ok) tell.made(created.value.token.id, created.value.secret.reveal());
        return created;
      },
    },
  };
}
