import { expect, test } from 'vitest';
import { parseAssignment } from './assignment.ts';

const parsed = (text: string) => {
  const assignment = parseAssignment(text);
  if (!assignment.ok) throw new Error(assignment.error.problem);
  const { section, field, change } = assignment.value;
  const value = change.kind === 'set' ? change.value.reveal() : null;
  return { section, field, kind: change.kind, type: change.kind === 'delete' ? null : change.type, value };
};

test.each([
  ['username=ada', { section: null, field: 'username', kind: 'set', type: null, value: 'ada' }],
  ['a=', { section: null, field: 'a', kind: 'set', type: null, value: '' }],
  ['a=b=c', { section: null, field: 'a', kind: 'set', type: null, value: 'b=c' }],
  ['DB.host[text]=x', { section: 'DB', field: 'host', kind: 'set', type: 'STRING', value: 'x' }],
  ['a[monthYear]=202611', { section: null, field: 'a', kind: 'set', type: 'MONTH_YEAR', value: '202611' }],
  ['a\\.b\\=c=d', { section: null, field: 'a.b=c', kind: 'set', type: null, value: 'd' }],
  ['a\\\\.b=c', { section: 'a\\', field: 'b', kind: 'set', type: null, value: 'c' }],
  ['a\\[text]=c', { section: null, field: 'a[text]', kind: 'set', type: null, value: 'c' }],
  ['a[1][text]=c', { section: null, field: 'a[1]', kind: 'set', type: 'STRING', value: 'c' }],
  ['x.a[delete]', { section: 'x', field: 'a', kind: 'delete', type: null, value: null }],
  ['a[otp]=-', { section: null, field: 'a', kind: 'read', type: 'OTP', value: null }],
])('`%s` is a statement', (text, expected) => {
  expect(parsed(text)).toEqual(expected);
});

test.each([
  ['hunter2', 'has no `=`'],
  ['=x', 'names no field'],
  ['a.=x', 'names no field'],
  ['a.b.c=x', 'more than one `.`'],
  ['a[file]=x', "a file can't be attached"],
  ['a[constructor]=x', 'is none of'],
  ['a[delete]=hunter2', 'takes no value'],
])('`%s` is refused, and its value is not repeated', (text, problem) => {
  const refused = parseAssignment(text);
  expect(refused).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
  if (refused.ok) return;
  expect(refused.error.problem).toContain(problem);
  expect(refused.error.problem).not.toContain('hunter2');
});
