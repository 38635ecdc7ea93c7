import * as z from 'zod';

/** The schemas of one OpenAPI document: those with a name of their own are written once, under `components`. */
export interface DocumentSchemas {
  /** A schema in its place: a reference where it has a name of its own. */
  readonly at: (schema: z.ZodType) => object;
  /** `components.schemas`, by name. */
  readonly components: () => object;
}

/** All as input: a request shows what may be sent, and whoever reads an answer must take more members. */
export const documentSchemas = (metadata: z.core.$ZodRegistry<z.core.GlobalMeta>): DocumentSchemas => ({
  at(schema) {
    const id = metadata.get(schema)?.id;
    if (id !== undefined) return { $ref: uriOf(id) };
    const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io: 'input', metadata });
    return inComponents(rest);
  },
  components() {
    const { schemas } = z.toJSONSchema(metadata, { io: 'input', metadata, uri: uriOf });
    return Object.fromEntries(
      Object.entries(schemas)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([id, { $schema, $id, ...rest }]) => [id, rest]),
    );
  },
});

const uriOf = (id: string): string => `#/components/schemas/${id}`;

/** `#/$defs/X` of a schema that stands alone is `#/components/schemas/X` of the document. */
const inComponents = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/')) as object;
