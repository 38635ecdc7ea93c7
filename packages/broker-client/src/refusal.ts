import { type FailureOf, plain } from '@connect-token/core';
import { errorAnswer } from '@connect-token/protocol/sts';
import type { HttpAnswer } from './http.ts';
import { parseJson } from './json.ts';

/** A broker names each mistake of a request; more than these say nothing more. */
const MESSAGES_MAX = 20;

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const OAUTH_ERROR = /^[a-z][a-z_]{0,63}$/;
const EVENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * What the broker says of its refusal (RFC 6749 §5.2), or `null` where the body is nothing of the kind. Its words end up in a
 * job's log, so nothing of them may start a line, a workflow command or a terminal sequence (T33).
 */
export function readRefusal({ status, body }: HttpAnswer, url: string): FailureOf<'BROKER_REFUSED'> | null {
  const parsed = errorAnswer.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { error, error_description: description, code, event_id: eventId, errors } = parsed.data;
  const texts = errors?.map(({ message }) => message) ?? (description === undefined ? [] : [description]);
  return {
    code: 'BROKER_REFUSED',
    url,
    status,
    refusal: code !== undefined && CODE.test(code) ? code : OAUTH_ERROR.test(error) ? error : 'unknown error',
    messages: (texts.length === 0 ? [error] : texts.slice(0, MESSAGES_MAX)).map(plain),
    eventId: eventId !== undefined && EVENT_ID.test(eventId) ? eventId : null,
  };
}
