import type {
  ControlPlane,
  Credits,
  EventSink,
  Failure,
  Instant,
  LeaseCensus,
  Result,
} from '@connect-token/core';
import type { QuestionOutcome } from '../github/watched-api.ts';
import type { Readiness } from '../readiness.ts';
import type { Answer } from '../sts/answer.ts';

/**
 * What an operator's monitoring asks for, in the text format of Prometheus. No label has values that a caller can choose: neither
 * repositories nor servers are among them.
 */
export interface Metrics {
  /** The same sink, with refusals and ends counted. */
  counted(sink: EventSink): EventSink;
  /** The same control plane, with its calls timed. */
  timed(controlPlane: ControlPlane): ControlPlane;
  /** The same answer, timed by what it says. */
  answered(request: 'mint' | 'revoke', answer: Promise<Answer>): Promise<Answer>;
  /** What is refused outside of a mint. */
  refused(failures: readonly Failure[]): void;
  /** Counts what questions to a GitHub come to. An issuer is of the configuration: nobody else chooses it. */
  questionsTo(issuer: string): (outcome: QuestionOutcome) => void;
  /** Where the values come from that are looked up when somebody asks; once. */
  watch(gauges: Gauges): void;
  /** One look a second at most, whoever asks. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface Gauges {
  /** Each answers in time, or why it can't. */
  census(): Promise<Result<LeaseCensus, string>>;
  credits(): Promise<Result<CreditFacts, string>>;
  readiness(): Promise<Readiness>;
  /** `null` before the first pass. */
  lastPassAt(): Instant | null;
  now(): Instant;
}

export interface CreditFacts {
  /** `null` without a ceiling. */
  readonly limit: Credits | null;
  readonly standing: Credits;
}

/** Its library is loaded where somebody wants metrics, and nowhere else. */
export async function createMetrics(): Promise<Metrics> {
  const { metricsOf } = await import('./registry.ts');
  return metricsOf();
}
