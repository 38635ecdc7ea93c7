import * as fc from 'fast-check';
import { histories } from './command.ts';
import type { Course } from './course.ts';
import { layGround } from './ground.ts';
import { openNearWorld } from './near-world.ts';
import { play } from './play.ts';

/** What all histories together saw. */
export interface Seen {
  histories: number;
  delivered: number;
  /** Processes: one, and one more after each crash. */
  lives: number;
  /** Tokens that a restored backup knew nothing of. */
  strays: number;
}

/** Plays so many histories, and rejects with the shortest one found that breaks a promise, and how to see it again. */
export async function explore({ seed, runs, path, endOnFailure }: Course): Promise<Seen> {
  const ground = await layGround();
  const seen: Seen = { histories: 0, delivered: 0, lives: 0, strays: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { delivered, lives, strays } = await play(await openNearWorld(ground, history), history);
        seen.histories += 1;
        seen.delivered += delivered;
        seen.lives += lives;
        seen.strays += strays;
      }),
      { seed, numRuns: runs, endOnFailure, includeErrorInReport: true, ...(path === null ? {} : { path }) },
    );
    return seen;
  } finally {
    ground.remove();
  }
}
