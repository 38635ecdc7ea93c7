import type { Exchange } from './exchange.ts';
import type { Limits } from './limits.ts';

/**
 * Tells of each call whose answer hasn't begun in time, by so much late as lies between two looks. One timer for all of them: one for each
 * call takes a fifth of the time in which an item is read. Answers with what ends it.
 */
export function watchAnswers(
  running: Iterable<Exchange>,
  { answerMs, checkMs }: Pick<Limits, 'answerMs' | 'checkMs'>,
  onLate: (exchange: Exchange) => void,
): () => void {
  const look = setInterval(() => {
    const due = performance.now() - answerMs;
    for (const exchange of running) {
      const { startedAt, response } = exchange;
      if (startedAt <= due && !response.headersSent) onLate(exchange);
    }
  }, checkMs);
  return () => clearInterval(look);
}
