import type { DomainEvent, LeaseCensus, Result } from '@connect-token/core';
import { QUESTION_OUTCOMES, type QuestionOutcome } from '../github/watched-api.ts';
import type { Answer } from '../sts/answer.ts';
import { type Instruments, instruments } from './instruments.ts';
import type { CreditFacts, Gauges, Metrics } from './metrics.ts';
import { timedControlPlane } from './timed-control-plane.ts';

/** Whoever asks more often gets the same answer: what it costs is bounded. */
const LOOK_EVERY_MS = 1_000;

export function metricsOf(): Metrics {
  const made = instruments();
  let gauges: Gauges | undefined;
  let look: { readonly at: number; readonly text: Promise<string> } | undefined;
  const count = (failures: readonly { readonly code: string }[]): void => {
    for (const { code } of failures) made.refusals.inc({ code });
  };
  const read = async (): Promise<string> => {
    if (gauges !== undefined) await lookUp(made, gauges);
    return made.registry.metrics();
  };
  return {
    counted: (sink) => ({
      emit: (event) => {
        countEvent(made, count, event);
        sink.emit(event);
      },
    }),
    timed: (controlPlane) =>
      timedControlPlane(controlPlane, (call, outcome, seconds) =>
        made.upstream.observe({ call, outcome }, seconds),
      ),
    answered: async (request, pending) => {
      const began = performance.now();
      let outcome: Outcome = 'failed';
      try {
        const answer = await pending;
        outcome = outcomeOf(answer);
        return answer;
      } finally {
        made[request].observe({ outcome }, (performance.now() - began) / 1000);
      }
    },
    refused: count,
    questionsTo: (issuer) => countQuestions(made, issuer),
    watch: (given) => {
      gauges = given;
    },
    text: () => {
      const at = performance.now();
      if (look === undefined || at >= look.at + LOOK_EVERY_MS) look = { at, text: read() };
      return look.text;
    },
    contentType: made.registry.contentType,
  };
}

function countEvent(
  { ended, revoked }: Instruments,
  refused: (failures: readonly { readonly code: string }[]) => void,
  event: DomainEvent,
): void {
  if ('failures' in event) refused(event.failures);
  else if (event.kind === 'lease.ending') ended.inc({ reason: event.reason });
  else if (event.kind === 'lease.revoked') revoked.inc();
}

/** From the start with zeros: a counter that first shows as 1 has no increase that an alarm could see. */
function countQuestions(
  { questions, lastAnswer }: Instruments,
  issuer: string,
): (outcome: QuestionOutcome) => void {
  for (const outcome of QUESTION_OUTCOMES) questions.inc({ issuer, outcome }, 0);
  lastAnswer.set({ issuer }, 0);
  return (outcome) => {
    questions.inc({ issuer, outcome });
    if (outcome === 'read' || outcome === 'unchanged') lastAnswer.setToCurrentTime({ issuer });
  };
}

/** `revoking` is done as far as the caller goes. Whether a failure is the caller's is said by its status. */
type Outcome = 'done' | 'revoking' | 'refused' | 'failed';

function outcomeOf({ status, body }: Answer): Outcome {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return 'state' in body && body.state === 'revoking' ? 'revoking' : 'done';
}

async function lookUp(made: Instruments, gauges: Gauges): Promise<void> {
  const [census, credits, readiness] = await Promise.all([
    gauges.census(),
    gauges.credits(),
    gauges.readiness(),
  ]);
  setCensus(made, census, gauges.now());
  setCredits(made, credits);
  for (const status of ['ready', 'degraded', 'unready'] as const)
    made.readiness.set({ status }, readiness.status === status ? 1 : 0);
  made.lastPass.set((gauges.lastPassAt() ?? 0) / 1000);
}

/** What can't be read isn't zero: an alarm on it must not go quiet. */
const UNKNOWN = Number.NaN;

function setCensus(
  { leases, stuck, overdue, oldestOverdue, held }: Instruments,
  census: Result<LeaseCensus, string>,
  now: number,
): void {
  const known = census.ok ? census.value : undefined;
  for (const state of ['intent', 'active', 'revoking'] as const)
    leases.set({ state }, known?.states[state] ?? UNKNOWN);
  stuck.set(known?.stuck ?? UNKNOWN);
  overdue.set(known?.overdue ?? UNKNOWN);
  held.set(known?.held ?? UNKNOWN);
  const oldest = known === undefined ? UNKNOWN : (known.oldestDueAt ?? now);
  oldestOverdue.set(Math.max(0, now - oldest) / 1000);
}

function setCredits({ limit, standing }: Instruments, credits: Result<CreditFacts, string>): void {
  limit.set(credits.ok ? (credits.value.limit ?? Number.POSITIVE_INFINITY) : UNKNOWN);
  standing.set(credits.ok ? credits.value.standing : UNKNOWN);
}
