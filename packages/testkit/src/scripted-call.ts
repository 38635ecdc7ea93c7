import {
  type CallFailure,
  type Clock,
  err,
  ok,
  type Result,
  type Seconds,
  seconds,
  type Timer,
} from '@connect-token/core';

/**
 * How a call goes wrong. `down`: refused, nothing happens. `lost`: it happens, and the answer doesn't arrive. `unsure`: it doesn't
 * happen, and nobody says so. `hang`: nothing happens, and no answer comes, ever. `slow`: it happens after 4 s, and is answered then.
 * `overdue`: it happens at once, and is answered after 15 s. `late`: the answer is lost, and it happens in the last moment in which
 * it may. `wider`: a token with more access than ordered. `twice`: two tokens for one order; `twice-lost`: and no answer.
 * `stale`: the list of 5 s ago.
 */
export const MISBEHAVIOURS = [
  'ok',
  'down',
  'lost',
  'unsure',
  'hang',
  'slow',
  'overdue',
  'late',
  'wider',
  'twice',
  'twice-lost',
  'stale',
] as const;

export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

export type ScriptedKind = 'create' | 'list' | 'delete';

export interface Script {
  /** What the coming calls of a kind do, one each; as `mode` says when the script is over. */
  readonly script: Readonly<Record<ScriptedKind, Misbehaviour[]>>;
  readonly mode: Record<ScriptedKind, Misbehaviour>;
  /** Every call, in order: what a mint may send at most once. */
  readonly calls: readonly string[];
  /** Calls whose effect is still to come. */
  underWay(): number;
}

const SLOW = seconds(4);
const OVERDUE = seconds(15);

export interface ScriptedCalls extends Script {
  perform<T>(kind: ScriptedKind, act: (how: Misbehaviour) => T): Promise<Result<T, CallFailure>>;
}

/** Calls that have their effect, and tell of it, as a script says. */
export function scriptedCalls(clock: Clock, timer: Timer | undefined, settlesWithin: Seconds): ScriptedCalls {
  const script: Script['script'] = { create: [], list: [], delete: [] };
  const mode: Script['mode'] = { create: 'ok', list: 'ok', delete: 'ok' };
  const calls: string[] = [];
  let underWay = 0;

  const pause = (span: Seconds): Promise<void> =>
    new Promise((resolve) => {
      if (timer === undefined) throw new Error(`nothing is slow without a timer, at ${clock.now()}`);
      timer.after(span, resolve);
    });
  const afterPause = async <T>(span: Seconds, act: () => T): Promise<T> => {
    underWay += 1;
    await pause(span);
    underWay -= 1;
    return act();
  };

  const perform = async <T>(
    kind: ScriptedKind,
    act: (how: Misbehaviour) => T,
  ): Promise<Result<T, CallFailure>> => {
    const how = script[kind].shift() ?? mode[kind];
    calls.push(kind);
    switch (how) {
      case 'down':
        return failed('none', 'refused');
      case 'unsure':
        return failed('unknown', 'reset');
      case 'hang':
        return new Promise(() => {});
      case 'slow':
        return ok(await afterPause(SLOW, () => act(how)));
      case 'overdue': {
        const done = act(how);
        await pause(OVERDUE);
        return ok(done);
      }
      case 'late':
        void afterPause(settlesWithin, () => act(how));
        return failed('unknown', 'reset');
      case 'lost':
      case 'twice-lost':
        act(how);
        return failed('unknown', 'reset');
      case 'ok':
      case 'wider':
      case 'twice':
      case 'stale':
        return ok(act(how));
    }
  };
  return { script, mode, calls, underWay: () => underWay, perform };
}

const failed = (effect: CallFailure['effect'], cause: string) =>
  err({ effect, failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause } } as const);
