import { seconds } from '@connect-token/core';
import { afterEach, expect, test } from 'vitest';
import { watchClock } from './clock-watch.ts';
import { createHttp, type Http } from './http.ts';
import { answer, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';
import { START, testTime } from './testing/test-time.ts';

let server: ScriptedServer;
let http: Http;

afterEach(async () => {
  await http.close();
  await server.close();
});

/** The clock of a server whose answers are dated so. */
async function offsetOf(...dates: readonly string[]) {
  server = await startScriptedServer(dates.map((date) => answer(200, '', { date })));
  const time = testTime();
  http = createHttp(time);
  const watch = watchClock(http, time);
  for (const _ of dates)
    await watch.http.send({ method: 'GET', url: server.origin, headers: {}, withinMs: 5_000 });
  return watch.offset();
}

const dateAt = (aheadSeconds: number): string => new Date(START - 250 + aheadSeconds * 1_000).toUTCString();

test('a clock that is a minute off agrees with ours, and one that is two seconds further doesn’t', async () => {
  expect(await offsetOf(dateAt(60))).toBeNull();
  await server.close();
  expect(await offsetOf(dateAt(62))).toEqual({ theirs: 'ahead', by: seconds(62) });
  await server.close();
  expect(await offsetOf(dateAt(-62))).toEqual({ theirs: 'behind', by: seconds(62) });
});

test('the latest answer counts, and a date that is none doesn’t', async () => {
  expect(await offsetOf(dateAt(600), dateAt(0))).toBeNull();
  await server.close();
  expect(await offsetOf('yesterday')).toBeNull();
  await server.close();
  // Has the form of a date, and is no day.
  expect(await offsetOf('Mon, 99 Xyz 2026 00:00:00 GMT')).toBeNull();
});

test('a clock that never answered agrees', async () => {
  expect(await offsetOf()).toBeNull();
});
