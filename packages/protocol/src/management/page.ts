import * as z from 'zod';
import { PAGE_LIMIT_MAX } from './page-limit.ts';

/** A cursor is the id of the last row of a page: opaque to its holder, and good for as long as the list is. */
const cursor = z.string().regex(/^[A-Za-z0-9]{1,64}$/);

export const pageQuery = z.strictObject({
  limit: z.optional(
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .pipe(z.int().min(1).max(PAGE_LIMIT_MAX)),
  ),
  cursor: z.optional(cursor),
});

/** What a list is narrowed by that can't be. */
export const noFilter = z.object({});

/** One page of a list, ordered by id. It may hold fewer rows than asked for and still not be the last: `next_cursor` says that. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item).max(PAGE_LIMIT_MAX), next_cursor: z.nullable(cursor) });
