import type { AuditEvent, AuditHead, AuditSeal } from './audit.ts';
import { auditText, sealText } from './audit-text.ts';

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export type Sha256 = (text: string) => string;

/** The first thing that isn't as it was sealed. */
export type AuditDamage =
  /** The next seal there is has a greater number, or events name a seal that isn't there. */
  | { readonly kind: 'seal-missing'; readonly seal: number }
  /** Its text isn't what its hash says. */
  | { readonly kind: 'seal-changed'; readonly seal: number }
  /** It doesn't continue the one before. */
  | { readonly kind: 'seal-unlinked'; readonly seal: number }
  | { readonly kind: 'event-missing'; readonly seal: number; readonly event: string }
  | { readonly kind: 'event-changed'; readonly seal: number; readonly event: string }
  | { readonly kind: 'event-inserted'; readonly seal: number; readonly event: string }
  /** The trail ends before the head that was kept. */
  | { readonly kind: 'head-missing'; readonly seal: number }
  /** The trail was written anew since the head was kept. */
  | { readonly kind: 'head-differs'; readonly seal: number };

type Link = Pick<AuditHead, 'number' | 'hash'>;

/** One seal against the one before it, and its events, in the order of their ids, against what it says of them. */
export function findDamage(
  seal: AuditSeal,
  before: Link,
  events: readonly AuditEvent[],
  sha256: Sha256,
): AuditDamage | undefined {
  if (seal.number !== before.number + 1) return { kind: 'seal-missing', seal: before.number + 1 };
  if (seal.previous !== before.hash) return { kind: 'seal-unlinked', seal: seal.number };
  if (sha256(sealText(seal)) !== seal.hash) return { kind: 'seal-changed', seal: seal.number };
  return findEvent(seal, events, sha256);
}

/** The first event by id that is missing, isn't as it was, or wasn't there. */
function findEvent(seal: AuditSeal, events: readonly AuditEvent[], sha256: Sha256): AuditDamage | undefined {
  const found = (kind: 'event-missing' | 'event-changed' | 'event-inserted', event: string): AuditDamage => ({
    kind,
    seal: seal.number,
    event,
  });
  for (const [index, sealed] of seal.events.entries()) {
    const event = events[index];
    if (event === undefined || event.id > sealed.id) return found('event-missing', sealed.id);
    if (event.id < sealed.id) return found('event-inserted', event.id);
    if (sha256(auditText(event)) !== sealed.sha256) return found('event-changed', event.id);
  }
  const more = events[seal.events.length];
  return more && found('event-inserted', more.id);
}

/** What was kept elsewhere against the seal of the same number; `undefined` where it is another seal's, or the same. */
export function compareHead(seal: Link, kept: Link | null): AuditDamage | undefined {
  if (kept === null || kept.number !== seal.number || kept.hash === seal.hash) return undefined;
  return { kind: 'head-differs', seal: seal.number };
}
