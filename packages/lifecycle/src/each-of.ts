/** `work` on each of them, so many at a time; the answers in the order of the things. Rejects as the first `work` that does. */
export async function eachOf<T, R>(
  things: readonly T[],
  lanes: number,
  work: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  const rest = things.entries();
  const lane = async (): Promise<void> => {
    for (const [index, thing] of rest) answers[index] = await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  return answers;
}
