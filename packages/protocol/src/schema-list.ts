import type { NonEmpty } from '@connect-token/core';
import * as z from 'zod';

/** A list of at least one: an empty one would match nothing and look as if it matched all. */
export const listOf = <S extends z.ZodType>(element: S, max: number) =>
  z
    .array(element)
    .min(1, 'is empty')
    .max(max)
    // `min(1)` is the proof that the type asks for.
    .transform((values) => values as unknown as NonEmpty<z.output<S>>);

/** One value, or a list of at least one. */
export const oneOrMore = <S extends z.ZodType>(element: S, max: number) =>
  z.preprocess(
    (written) => (written === undefined || Array.isArray(written) ? written : [written]),
    listOf(element, max),
  );
