import type {
  BuiltInRule,
  Clock,
  ControlPlane,
  CreditPlan,
  EventSink,
  EventStamp,
  IdGenerator,
  LeaseStore,
  NamedCeiling,
  Random,
  Seconds,
  Secret,
  Timer,
  Timings,
  TrustPolicy,
} from '@connect-token/core';

/** What the use cases stand on: the ports, and the settings that an operator chose. */
export interface Surroundings {
  readonly controlPlane: ControlPlane;
  readonly leases: LeaseStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly ids: IdGenerator;
  /** Spreads what is tried again. */
  readonly random: Random;
  readonly sink: EventSink;
  /** The one that rules at the moment: another may from the next moment on, so each decision asks once and records what it was told (F38). */
  readonly policy: () => TrustPolicy;
  /** The plan that rules at the moment: a manager may change it while the broker runs. Rejects where it can't be read. */
  readonly plan: () => Promise<CreditPlan>;
  /** Of servers and vaults, beside the plan; none where they are left out. */
  readonly ceilings?: readonly NamedCeiling[];
  readonly builtIn: BuiltInRule;
  readonly timings: Timings;
  /** SHA-256 of a token's text in lower-case hex: all that is ever stored of it. */
  readonly digest: (token: Secret<string>) => string;
  /** How long past its `exp` an ID token could still be accepted: a used one is remembered until then. */
  readonly idTokenKeep: Seconds;
}

export const stampNow = ({ clock, ids }: Pick<Surroundings, 'clock' | 'ids'>): EventStamp => ({
  id: ids.ulid(),
  at: clock.now(),
});
