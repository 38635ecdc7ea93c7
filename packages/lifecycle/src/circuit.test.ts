import { type Instant, instant, TIMINGS } from '@connect-token/core';
import { expect, test } from 'vitest';
import { createCircuit, UNANSWERED_MAX } from './circuit.ts';

function circuitAt() {
  let now: Instant = instant(1_000_000);
  const circuit = createCircuit({ now: () => now }, TIMINGS);
  const fail = (times: number): void => {
    for (let time = 0; time < times; time += 1) circuit.report(false);
  };
  return {
    circuit,
    fail,
    wait: (ms: number) => {
      now = instant(now + ms);
    },
  };
}

test('it opens at the fifth call in a row that is not answered', () => {
  const { circuit, fail } = circuitAt();
  fail(UNANSWERED_MAX - 1);
  expect([circuit.isOpen(), circuit.admits()]).toEqual([false, true]);
  fail(1);
  expect([circuit.isOpen(), circuit.admits()]).toEqual([true, false]);
});

test('any answer in between starts the count anew', () => {
  const { circuit, fail } = circuitAt();
  fail(UNANSWERED_MAX - 1);
  circuit.report(true);
  fail(UNANSWERED_MAX - 1);
  expect(circuit.isOpen()).toBe(false);
});

test('it admits one call in a while, and closes with the first answer', () => {
  const { circuit, fail, wait } = circuitAt();
  fail(UNANSWERED_MAX);
  wait(TIMINGS.awayFor * 1000 - 1);
  expect(circuit.admits()).toBe(false);
  wait(1);
  expect([circuit.admits(), circuit.admits(), circuit.isOpen()]).toEqual([true, false, true]);
  circuit.report(true);
  expect([circuit.admits(), circuit.isOpen()]).toEqual([true, false]);
});

test('a probe that is not answered keeps it open for as long again', () => {
  const { circuit, fail, wait } = circuitAt();
  fail(UNANSWERED_MAX);
  wait(TIMINGS.awayFor * 1000);
  expect(circuit.admits()).toBe(true);
  fail(1);
  wait(TIMINGS.awayFor * 1000 - 1);
  expect(circuit.admits()).toBe(false);
  wait(1);
  expect(circuit.admits()).toBe(true);
});
