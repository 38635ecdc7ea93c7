import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inFlight } from './in-flight.ts';

test('has what was added and has not left', () => {
  const steps = fc.array(fc.oneof(fc.constant('begin' as const), fc.nat(20)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (history) => {
      const subject = inFlight<object>();
      const there: { readonly member: object; readonly leave: () => void }[] = [];
      for (const step of history) {
        if (step === 'begin') {
          const member = {};
          there.push({ member, leave: subject.add(member) });
        } else {
          const [gone] = there.splice(step, 1);
          gone?.leave();
        }
        expect(new Set(subject)).toEqual(new Set(there.map(({ member }) => member)));
        expect([...subject]).toHaveLength(there.length);
      }
    }),
  );
});

test('takes the same thing several times', () => {
  const subject = inFlight<string>();
  const leave = subject.add('same');
  subject.add('same');
  leave();
  expect([...subject]).toEqual(['same']);
});

test('what leaves twice takes nobody else along', () => {
  const subject = inFlight<string>();
  const leave = subject.add('first');
  leave();
  subject.add('second');
  leave();
  subject.add('third');
  expect([...subject].sort()).toEqual(['second', 'third']);
});
