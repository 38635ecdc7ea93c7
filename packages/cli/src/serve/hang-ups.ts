/** SIGHUPs, each of which asks for everything to be read again that can be while a process runs. */
export interface HangUps {
  /** Does what they ask for from now on, and what was asked for before. `work` never rejects. */
  attend(work: () => Promise<void>): void;
}

/**
 * INVARIANT: called before anything is opened, and the listener stays: there is no moment at which the signal has its default effect,
 * which is to end the process. One piece of work at a time; what is asked for meanwhile is one more, because a file may have been
 * written after it was read.
 */
export function hangUps(): HangUps {
  let work: (() => Promise<void>) | null = null;
  let asked = false;
  let working = false;
  const workOff = async (): Promise<void> => {
    if (working || work === null) return;
    working = true;
    while (asked) {
      asked = false;
      await work();
    }
    working = false;
  };
  process.on('SIGHUP', () => {
    asked = true;
    void workOff();
  });
  return {
    attend: (given) => {
      work = given;
      void workOff();
    },
  };
}
