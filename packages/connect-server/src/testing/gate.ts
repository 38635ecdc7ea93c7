/** Holds whoever passes until it is opened. */
export interface Gate {
  /** Fulfils once somebody waits at it. */
  readonly reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

export function closedGate(): Gate {
  const reached = signal();
  const opened = signal();
  return {
    reached: reached.given,
    pass: () => {
      reached.give();
      return opened.given;
    },
    open: opened.give,
  };
}

function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
