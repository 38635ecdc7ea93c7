import { type CallFailure, err, type Failure, ok, type Result, type Secret } from '@connect-token/core';
import {
  type AnswerOf,
  API_PREFIX,
  type BodyOf,
  failureOfProblem,
  type OperationId,
  readAnswer,
  readProblem,
  routeOf,
} from '@connect-token/protocol/management-client';
import type { Http, HttpAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import { plainMessages } from './refused.ts';

/** How the management API of a broker is reached. */
export interface ManagementWire {
  /** What stands before the path: an origin. Over a socket, any host. */
  readonly base: string;
  /** What failures call it: the origin, or the socket's path. */
  readonly shown: string;
  readonly credential: Secret<string> | null;
  readonly http: Http;
}

interface Asked<I extends OperationId> {
  /** What fills the names of the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: BodyOf<I>;
}

/** The broker gives the account ten seconds. */
const ANSWER_WITHIN_MS = 15_000;

/** A page of the broker's is a megabyte, or one row that is larger. */
const PAGE_BYTES_MAX = 8 * 1024 * 1024;

/** One call, once. `effect` is `none` only where nothing was sent, where the broker says so, or where nothing was to be changed. */
export async function call<I extends OperationId>(
  wire: ManagementWire,
  id: I,
  { path = {}, query = {}, body }: Asked<I> = {},
): Promise<Result<AnswerOf<I>, CallFailure>> {
  const { method, path: template } = routeOf(id);
  const search = new URLSearchParams(query).toString();
  const sent = await wire.http.send({
    method,
    url: `${wire.base}${API_PREFIX}${fill(template, path)}${search === '' ? '' : `?${search}`}`,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(wire.credential === null ? {} : { authorization: `Bearer ${wire.credential.reveal()}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    withinMs: ANSWER_WITHIN_MS,
    answerBytesMax: PAGE_BYTES_MAX,
  });
  const mayHaveChanged = method === 'GET' ? 'none' : 'unknown';
  if (!sent.ok) {
    const { sent: left, cause } = sent.error;
    const failure: Failure = { code: 'BROKER_UNREACHABLE', url: wire.shown, cause, attempts: 1 };
    return err({ effect: left ? mayHaveChanged : 'none', failure });
  }
  const { status } = sent.value;
  if (status < 200 || status > 299) return err(refusalOf(sent.value, wire, mayHaveChanged));
  const answer = readAnswer(id, parseJson(sent.value.body));
  if (answer !== undefined) return ok(answer);
  return err({
    effect: mayHaveChanged,
    failure: invalid(wire, `status ${status} without an answer that can be read`),
  });
}

/** A page of HTML says nothing of what happened behind it: only the broker's own words count. */
function refusalOf(
  { status, body }: HttpAnswer,
  wire: ManagementWire,
  mayHaveChanged: CallFailure['effect'],
): CallFailure {
  const problem = readProblem(parseJson(body));
  if (problem === undefined)
    return {
      effect: mayHaveChanged,
      failure: invalid(wire, `status ${status} without a reason that can be read`),
    };
  const effect = mayHaveChanged === 'none' ? 'none' : problem.effect;
  return { effect, failure: failureOfProblem(problem) ?? plainMessages(problem, wire.shown) };
}

const invalid = (wire: ManagementWire, cause: string): Failure => ({
  code: 'BROKER_ANSWER_INVALID',
  url: wire.shown,
  cause,
  attempts: 1,
});

const fill = (template: string, path: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => segment(path[name] ?? ''));

/** Longer than any id: what is cut off here is unknown either way. */
const SEGMENT_MAX = 200;

/**
 * One segment of a path, whatever the text. URL parsers take `.` and `..` for steps, percent-encoded as well, and an empty segment
 * for none: those are no ids of anything, so that encoding them twice makes them as unknown as they are.
 */
function segment(text: string): string {
  const cut = text.slice(0, SEGMENT_MAX).replace(/\p{Cs}/gu, '\u{FFFD}');
  return /^\.{0,2}$/.test(cut) ? `%2525${cut.length}` : encodeURIComponent(cut);
}
