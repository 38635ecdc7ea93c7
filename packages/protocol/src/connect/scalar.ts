import * as z from 'zod';

/** Vaults, items and files. Source: 1password.dev, "Connect Server API reference". */
export const ID_PATTERN = /^[\da-z]{26}$/;

export const idText = z.string().regex(ID_PATTERN);

/** RFC 3339 in UTC with milliseconds. */
export const timeText = z.iso.datetime({ precision: 3 });

export const count = z.int().min(0);

/**
 * A text of a request. A lone surrogate can't be written in UTF-8: a database or a file would keep another text than the one that
 * was sent.
 */
export const sentText = z.string().refine((text) => !/\p{Surrogate}/u.test(text), 'is not Unicode');

/** Clients send what they don't know as `null`, as an empty text, or not at all: it reads the same. */
export const optionalText = sentText.nullish().transform((text) => text ?? null);

export const optionalId = sentText
  .nullish()
  .transform((text) => (text === undefined || text === '' ? null : text));

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((flag) => flag ?? false);

/** A list that may be `null`. */
export const optionalList = <S extends z.ZodType>(element: S) =>
  z
    .array(element)
    .nullish()
    .transform((values): readonly z.output<S>[] => values ?? []);
