import {
  err,
  type FailureOf,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  refuseNote,
} from '@connect-token/core';
import type { SweepEnd, SweptPage } from '@connect-token/lifecycle';
import { SWEEP_END_MAX, SWEEP_PAGE_MAX } from '@connect-token/protocol';
import { type Form, malformed, parseForm } from '../sts/form.ts';

type Read<T> = Result<T, NonEmpty<FailureOf<'REQUEST_MALFORMED'>>>;

/** Longer than any id of a lease or a token. */
const ID_MAX = 64;

/** Where a page begins and how long it may be. Fails with every mistake at once. */
export const parsePage = (body: string): Read<SweptPage> =>
  formed(body, (form) => {
    const after = form.get('after') ?? null;
    const limit = form.get('limit') ?? String(SWEEP_PAGE_MAX);
    const problems = [
      after === null || (/^[A-Za-z0-9]+$/.test(after.slice(0, ID_MAX + 1)) && after.length <= ID_MAX)
        ? ''
        : '`after` is not an id',
      /^[1-9]\d{0,2}$/.test(limit) && Number(limit) <= SWEEP_PAGE_MAX
        ? ''
        : `\`limit\` is not a number from 1 to ${SWEEP_PAGE_MAX}`,
    ];
    return { problems, value: { after, limit: Number(limit) } };
  });

const LEASE_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Which leases, and why. Fails with every mistake at once. */
export const parseSweepEnd = (body: string): Read<SweepEnd> =>
  formed(body, (form) => {
    const leaseIds = (form.get('leases') ?? '').split(' ').filter((id) => id !== '');
    const reason = form.get('reason') ?? '';
    const note = refuseNote(reason);
    const problems = [
      leaseIds.length >= 1 && leaseIds.length <= SWEEP_END_MAX
        ? ''
        : `\`leases\` is not 1 to ${SWEEP_END_MAX} ids with spaces between them`,
      leaseIds.every((id) => LEASE_ID.test(id))
        ? ''
        : '`leases` has something in it that is no id of a lease',
      new Set(leaseIds).size === leaseIds.length ? '' : '`leases` has an id twice',
      note === undefined ? '' : `\`reason\` ${note.problem}`,
    ];
    return { problems, value: { leaseIds, reason } };
  });

function formed<T>(
  body: string,
  read: (form: Form) => { readonly problems: readonly string[]; readonly value: T },
): Read<T> {
  const form = parseForm(body);
  if (!form.ok) return form;
  const { problems, value } = read(form.value);
  const failures = problems.filter((problem) => problem !== '').map(malformed);
  return isNonEmpty(failures) ? err(failures) : ok(value);
}
