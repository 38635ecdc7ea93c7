import * as z from 'zod';
import { idText } from './scalar.ts';

/** Source: RFC 7662 §2. */
export const INTROSPECTION_PATH = '/oauth/introspect';

/** Source: RFC 7662 §2.2. Of a token that isn't active nothing is said, not even that it was. */
export const introspectionJson = z
  .discriminatedUnion('active', [
    z.object({ active: z.literal(false) }),
    z.object({
      active: z.literal(true),
      token_type: z.literal('Bearer'),
      /** The token's id. */
      jti: idText,
      /** The Connect server that it is good for. */
      sub: idText,
      /** Seconds since the epoch, as in the token. */
      iat: z.int(),
      exp: z.optional(z.int()),
      /** The lease whose token it is; left out for a standing one. */
      lease_id: z.optional(idText),
    }),
  ])
  .meta({ id: 'Introspection' });

export type Introspection = z.infer<typeof introspectionJson>;
