import { StoreUnavailable } from '@connect-token/storage';
import type { RefusalOf } from './refusal.ts';

/** What may be logged of an error that nobody expected. */
export interface Fault {
  readonly name: string;
  readonly code: string | null;
  /** Why, where the one who threw says it in words of our own. */
  readonly cause: string | null;
  /** Where it happened, innermost first. */
  readonly frames: readonly string[];
}

const FRAMES_MAX = 12;

/**
 * Name, code and place of an error, without its message: messages quote what was being read (`JSON.parse` does), and here that may be
 * an item.
 */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { name: typeof error, code: null, cause: null, frames: [] };
  const lines = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .map((line) => line.trim());
  return {
    name: error.name,
    code: codeOf(error),
    cause: error instanceof StoreUnavailable ? error.failure.cause : null,
    frames: lines.filter((line) => /^at .+:\d+:\d+\)?$/.test(line)).slice(0, FRAMES_MAX),
  };
}

/** What a caller is told of it: whether coming back later can help, and nothing else. */
export const refusalOfError = (error: unknown): RefusalOf<'UNAVAILABLE' | 'BROKEN'> => ({
  code: error instanceof StoreUnavailable ? 'UNAVAILABLE' : 'BROKEN',
});

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
