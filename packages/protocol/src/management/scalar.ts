import * as z from 'zod';

/** Longer than any id. One that isn't 26 characters of `[A-Za-z0-9]` is simply unknown, and the account says so. */
export const ID_TEXT_MAX = 256;

export const idText = z.string().min(1).max(ID_TEXT_MAX);

/** RFC 3339 in UTC with milliseconds, which is what an `Instant` counts: `2026-11-22T15:04:05.678Z`. */
export const instantText = z.iso.datetime({ precision: 3 }).meta({ id: 'Instant' });

/** Names are judged by the account (`NAME_INVALID`), so that a wrong one is told in the same words whatever way it came. */
export const nameText = z.string();

export const count = z.int().min(0);

export const access = z.enum(['r', 'w', 'rw']);
