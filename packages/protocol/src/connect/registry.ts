import * as z from 'zod';

/** What the document of the Connect API says of a schema besides its shape: one registry of its own, since zod's global one is the management API's. */
export const connectSchemas = z.registry<{ readonly id?: string; readonly description?: string }>();

/** The same schema, with a sentence for whoever reads the document. */
export const noted = <S extends z.ZodType>(schema: S, description: string): S => {
  const copy = schema.clone() as S;
  connectSchemas.add(copy, { description });
  return copy;
};
