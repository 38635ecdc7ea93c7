import { AUDIT_EVENT_KINDS, SEAL_EVENTS_MAX } from '@connect-token/core';
import * as z from 'zod';
import { actorJson } from './group.ts';
import { count, idText, instantText } from './scalar.ts';

/** The ids that an event is about, by noun. */
const subjectJson = z.object({
  lease: z.optional(idText),
  token: z.optional(idText),
  server: z.optional(idText),
  vault: z.optional(idText),
  group: z.optional(idText),
  person: z.optional(idText),
  credential: z.optional(idText),
  run: z.optional(idText),
  repository: z.optional(idText),
});

const eventMembers = {
  id: idText,
  at: instantText,
  kind: z.enum(AUDIT_EVENT_KINDS),
  /** `null`: the broker, on a job's behalf or on its own. */
  actor: z.nullable(actorJson),
  subject: subjectJson,
  detail: z.record(z.string(), z.unknown()),
};

/** One change of state. As canonical JSON (RFC 8785) it is what its hash is made of. */
export const eventJson = z.object(eventMembers).meta({ id: 'AuditEvent' });

/** The same where it stands in the chain; `seal`: `null` until a seal holds it. */
export const trailEventJson = z
  .object({ ...eventMembers, seal: z.nullable(count) })
  .meta({ id: 'SealedAuditEvent' });

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What binds a batch of events to all that were sealed before. */
export const sealJson = z
  .object({
    number: count,
    at: instantText,
    previous: hash,
    hash,
    events: z.array(z.object({ id: idText, sha256: hash })).max(SEAL_EVENTS_MAX),
  })
  .meta({ id: 'AuditSeal' });

/** `head`: `null` where nothing was ever sealed. */
export const headJson = z.object({
  head: z.nullable(z.object({ number: count, hash, at: instantText })),
});

/** What a list of events may be narrowed by. */
export const auditFilter = z.object({
  kind: z.optional(z.string().max(64)),
  lease: z.optional(idText),
  run: z.optional(idText),
  repository: z.optional(idText),
  server: z.optional(idText),
  since: z.optional(instantText),
});

export type AuditFilterJson = z.infer<typeof auditFilter>;
