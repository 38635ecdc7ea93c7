import type { AuditEvent, AuditHead, AuditSeal, DetailValue } from './audit.ts';
import { formatInstant } from './instant-text.ts';

/** Before the first seal. */
export const NO_SEAL = '0'.repeat(64);

const SEAL_FORMAT = 'connect-token-audit/1';

/** An event as it is published, everywhere: the management API, `connect audit`, and the lines of a second sink say the same. */
export const auditRecord = ({ id, at, kind, actor, subject, detail }: AuditEvent) => ({
  id,
  at: formatInstant(at),
  kind,
  actor: actor?.kind === 'person' ? { kind: actor.kind, person_id: actor.personId } : actor,
  subject,
  detail,
});

/**
 * The one text of an event, which is what is hashed: its record as canonical JSON. Source: RFC 8785; docs/audit.md.
 */
export const auditText = (event: AuditEvent): string => canonical(auditRecord(event) as DetailValue);

function canonical(value: DetailValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  // Sorted by UTF-16 code units, as `sort` does. A member without a value is no member. Source: RFC 8785 §3.2.3.
  const members = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly DetailValue[] => Array.isArray(value);

/** The text whose SHA-256 is the seal's hash: lines, each with its end. */
export const sealText = ({ number, at, previous, events }: Omit<AuditSeal, 'hash'>): string =>
  [
    SEAL_FORMAT,
    String(number),
    formatInstant(at),
    previous,
    ...events.map(({ id, sha256 }) => `${id} ${sha256}`),
  ]
    .map((line) => `${line}\n`)
    .join('');

/** `NUMBER:HASH`: what an operator keeps elsewhere. */
export const formatHead = ({ number, hash }: Pick<AuditHead, 'number' | 'hash'>): string =>
  `${number}:${hash}`;

/** `undefined` where the text is no head. */
export function parseHead(text: string): Pick<AuditHead, 'number' | 'hash'> | undefined {
  const match = /^(?<number>[1-9]\d{0,14}):(?<hash>[0-9a-f]{64})$/.exec(text)?.groups;
  if (match?.['number'] === undefined || match['hash'] === undefined) return undefined;
  return { number: Number(match['number']), hash: match['hash'] };
}
