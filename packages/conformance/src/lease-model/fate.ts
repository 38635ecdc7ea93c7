import type { ControlPlane, LeaseStore, Timer } from '@connect-token/core';

const STORE_STEPS = [
  'intend',
  'activate',
  'abandon',
  'end',
  'endAll',
  'settle',
  'postpone',
  'claim',
  'adopt',
  'forget',
] as const satisfies readonly (keyof LeaseStore)[];

const PLANE_STEPS = ['create', 'delete', 'list'] as const satisfies readonly (keyof ControlPlane['tokens'])[];

type Step = (typeof STORE_STEPS)[number] | (typeof PLANE_STEPS)[number];

/** Where a process can die: the step hasn't begun, or it is done and nobody has heard of it. */
export type CrashPoint = `${'before' | 'after'}-${Step}`;

export const CRASH_POINTS: readonly CrashPoint[] = [...STORE_STEPS, ...PLANE_STEPS].flatMap((step) => [
  `before-${step}` as const,
  `after-${step}` as const,
]);

/** Whether one process lives, and where it will die. */
export interface Fate {
  /** At the visit of `point` after so many others, `die` is called. */
  doom(point: CrashPoint, visitsBefore: number): void;
  /** Nothing that begins from now on answers. */
  kill(): void;
  readonly dead: () => boolean;
  /** Steps that the store is at this moment busy with. */
  readonly busy: () => number;
}

/** The ports of one process, which answer nothing any more once it is dead: what a crash leaves is what they had done. */
export interface Mortal {
  readonly fate: Fate;
  readonly leases: LeaseStore;
  readonly controlPlane: ControlPlane;
  readonly timer: Timer;
}

/** `die` is what a death does beside: nothing in a test of objects, SIGKILL in a process. */
export function mortal(
  inner: { readonly leases: LeaseStore; readonly controlPlane: ControlPlane; readonly timer: Timer },
  die: () => void = () => {},
): Mortal {
  let doomed: { readonly point: CrashPoint; visitsBefore: number } | null = null;
  let dead = false;
  let busy = 0;
  const alarms = new Set<() => void>();

  const kill = (): void => {
    dead = true;
    for (const cancel of alarms) cancel();
    die();
  };
  const visit = async (point: CrashPoint): Promise<void> => {
    if (!dead && doomed?.point === point && doomed.visitsBefore-- === 0) kill();
    if (dead) await forEver;
  };
  const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    await visit(`before-${name}`);
    const answer = await work();
    await visit(`after-${name}`);
    return answer;
  };
  const stored = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) await forEver;
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  };

  const { tokens } = inner.controlPlane;
  return {
    fate: {
      doom: (point, visitsBefore) => {
        doomed = { point, visitsBefore };
      },
      kill,
      dead: () => dead,
      busy: () => busy,
    },
    leases: mortalStore(inner.leases, step, stored),
    controlPlane: {
      ...inner.controlPlane,
      tokens: {
        create: (order) => step('create', () => tokens.create(order)),
        list: () => step('list', () => tokens.list()),
        delete: (id) => step('delete', () => tokens.delete(id)),
      },
    },
    timer: {
      after: (span, work) => {
        const cancel = inner.timer.after(span, () => {
          alarms.delete(cancel);
          work();
        });
        alarms.add(cancel);
        return () => {
          alarms.delete(cancel);
          cancel();
        };
      },
    },
  };
}

const forEver = new Promise<never>(() => {});

type Wrap = <T>(name: Step, work: () => Promise<T>) => Promise<T>;
type Count = <T>(work: () => Promise<T>) => Promise<T>;

function mortalStore(leases: LeaseStore, wrap: Wrap, count: Count): LeaseStore {
  const step: Wrap = (name, work) => wrap(name, () => count(work));
  return {
    instance: leases.instance,
    intend: (...all) => step('intend', () => leases.intend(...all)),
    rehearse: (...all) => count(() => leases.rehearse(...all)),
    useIdToken: (...all) => count(() => leases.useIdToken(...all)),
    activate: (...all) => step('activate', () => leases.activate(...all)),
    abandon: (...all) => step('abandon', () => leases.abandon(...all)),
    end: (...all) => step('end', () => leases.end(...all)),
    endAll: (...all) => step('endAll', () => leases.endAll(...all)),
    settle: (...all) => step('settle', () => leases.settle(...all)),
    postpone: (...all) => step('postpone', () => leases.postpone(...all)),
    claim: (...all) => step('claim', () => leases.claim(...all)),
    adopt: (...all) => step('adopt', () => leases.adopt(...all)),
    forget: (...all) => step('forget', () => leases.forget(...all)),
    find: (...all) => count(() => leases.find(...all)),
    nextDueAt: () => count(() => leases.nextDueAt()),
    unexplained: (...all) => count(() => leases.unexplained(...all)),
    openRuns: (...all) => count(() => leases.openRuns(...all)),
    openLeases: (...all) => count(() => leases.openLeases(...all)),
    heldCredits: () => count(() => leases.heldCredits()),
    census: (...all) => count(() => leases.census(...all)),
  };
}
