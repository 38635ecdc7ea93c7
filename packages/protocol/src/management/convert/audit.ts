import {
  type AuditDetail,
  type AuditEvent,
  type AuditFilter,
  type AuditHead,
  type AuditSeal,
  auditRecord,
  type TrailEvent,
  type TrailMark,
} from '@connect-token/core';
import type * as z from 'zod';
import type { AuditFilterJson, eventJson, headJson, sealJson, trailEventJson } from '../audit.ts';
import { parseActor } from './group.ts';
import { formatInstant, parseInstant } from './instant.ts';

type EventJson = z.infer<typeof eventJson>;

export function formatEvent(event: AuditEvent): EventJson {
  const { subject, detail, ...record } = auditRecord(event);
  return { ...record, subject: { ...subject }, detail: { ...detail } };
}

export const parseEvent = ({ id, at, kind, actor, subject, detail }: EventJson): AuditEvent => ({
  id,
  at: parseInstant(at),
  kind,
  actor: actor === null ? null : parseActor(actor),
  subject: Object.fromEntries(Object.entries(subject).filter(([, each]) => each !== undefined)),
  // It came as JSON, and holds what JSON can hold.
  detail: detail as AuditDetail,
});

export const formatTrailEvent = ({ event, seal }: TrailEvent): z.infer<typeof trailEventJson> => ({
  ...formatEvent(event),
  seal,
});

export const parseTrailEvent = ({ seal, ...event }: z.infer<typeof trailEventJson>): TrailEvent => ({
  event: parseEvent(event),
  seal,
});

export const formatSeal = ({ number, at, previous, hash, events }: AuditSeal): z.infer<typeof sealJson> => ({
  number,
  at: formatInstant(at),
  previous,
  hash,
  events: events.map(({ id, sha256 }) => ({ id, sha256 })),
});

export const parseSeal = (json: z.infer<typeof sealJson>): AuditSeal => ({
  ...json,
  at: parseInstant(json.at),
});

export const formatAuditHead = (head: AuditHead | null): z.infer<typeof headJson> => ({
  head: head && { number: head.number, hash: head.hash, at: formatInstant(head.at) },
});

export const parseAuditHead = ({ head }: z.infer<typeof headJson>): AuditHead | null =>
  head && { ...head, at: parseInstant(head.at) };

export const formatAuditFilter = ({ since, ...ids }: AuditFilter): Record<string, string> => ({
  ...ids,
  ...(since === undefined ? {} : { since: formatInstant(since) }),
});

export function parseAuditFilter({ since, ...ids }: AuditFilterJson): AuditFilter {
  const given = Object.fromEntries(Object.entries(ids).filter(([, each]) => each !== undefined));
  return { ...given, ...(since === undefined ? {} : { since: parseInstant(since) }) };
}

/** A mark as a cursor: `0` stands for no seal, because the first one is 1. */
export const formatTrailMark = ({ seal, id }: TrailMark): string => `${seal ?? 0}x${id}`;

/** `undefined` where the text is none. */
export function parseTrailMark(text: string): TrailMark | undefined {
  const match = /^(?<seal>0|[1-9]\d{0,14})x(?<id>[0-9A-Z]{26})$/.exec(text)?.groups;
  if (match?.['seal'] === undefined || match['id'] === undefined) return undefined;
  return { seal: match['seal'] === '0' ? null : Number(match['seal']), id: match['id'] };
}
