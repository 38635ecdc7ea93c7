/** What is under way at the moment, of very much that begins and ends. */
export interface InFlight<T> extends Iterable<T> {
  /** Answers what takes it out again; a second call does nothing. */
  add(member: T): () => void;
}

/**
 * A `Set` would do the same, and keep what has left it: V8 makes it a new table again and again, each old table points to the next one, and
 * once one of them is in the old generation, everything that stood in any of them since stays until a full collection. Here places are used
 * again, and those that are there have no order.
 */
export function inFlight<T>(): InFlight<T> {
  const places: (T | undefined)[] = [];
  const free: number[] = [];
  return {
    add: (member) => {
      const place = free.pop() ?? places.length;
      places[place] = member;
      let there = true;
      return () => {
        // By then somebody else may have its place.
        if (!there) return;
        there = false;
        places[place] = undefined;
        free.push(place);
      };
    },
    *[Symbol.iterator]() {
      for (const member of places) if (member !== undefined) yield member;
    },
  };
}
