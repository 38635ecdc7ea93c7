import { CONNECT_VERSION, CONNECT_VERSION_HEADER } from './version.ts';

/** What every answer carries. Answers hold secrets, so nothing on the way may keep one. */
export const ANSWER_HEADERS = {
  [CONNECT_VERSION_HEADER]: CONNECT_VERSION,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;
