import { seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { manualTime } from './manual-time.ts';

const rest = async (): Promise<void> => {
  await Promise.resolve();
};

/** Rings every 10 s, and tells when. */
function chime() {
  const time = manualTime();
  const start = time.clock.now();
  const heard: number[] = [];
  const ring = (): void => {
    heard.push((time.clock.now() - start) / 1000);
    time.timer.after(seconds(10), ring);
  };
  time.timer.after(seconds(10), ring);
  return { time, heard, elapsed: () => (time.clock.now() - start) / 1000 };
}

describe('time that a test owns', () => {
  test('walks from alarm to alarm, those included that are set on the way', async () => {
    const { time, heard, elapsed } = chime();
    await time.walk(seconds(35), rest);
    expect(heard).toEqual([10, 20, 30]);
    expect(elapsed()).toBe(35);
  });

  test('leaps over alarms, which ring late and once', () => {
    const { time, heard, elapsed } = chime();
    time.advance(seconds(35));
    expect(heard).toEqual([35]);
    expect(elapsed()).toBe(35);
  });

  test('does not ring an alarm that another one has called off in the same moment', () => {
    const time = manualTime();
    let rang = false;
    const cancels: (() => void)[] = [];
    time.timer.after(seconds(1), () => cancels.forEach((cancel) => void cancel()));
    cancels.push(
      time.timer.after(seconds(2), () => {
        rang = true;
      }),
    );
    time.advance(seconds(5));
    expect(rang).toBe(false);
  });
});
