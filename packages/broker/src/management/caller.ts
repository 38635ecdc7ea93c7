import {
  type Actor,
  type Clock,
  CREDENTIAL_RIGHTS,
  type CredentialRight,
  type CredentialStore,
  err,
  type FailureOf,
  type Instant,
  ok,
  type Result,
  refuseCredential,
  refuseRight,
} from '@connect-token/core';
import { isCredential, type Operation, sha256OfCredential } from '@connect-token/protocol/management';

/** Who calls the management API. */
export interface Caller {
  readonly actor: Actor;
  readonly rights: readonly CredentialRight[];
  /** For the log; `null` for the owner. */
  readonly credentialId: string | null;
  readonly expiresAt: Instant | null;
}

/** Whoever opens the socket holds the data directory. */
export const OWNER: Caller = {
  actor: { kind: 'owner' },
  rights: CREDENTIAL_RIGHTS,
  credentialId: null,
  expiresAt: null,
};

/** Whom a listener takes a caller without a credential for. */
export type Stranger = Caller | null;

type Refusal = FailureOf<'CREDENTIAL_INVALID' | 'CREDENTIAL_EXPIRED' | 'STORE_UNAVAILABLE'>;

/**
 * Whose request it is, by its `Authorization` header alone. A credential counts on the socket as well: who sends one means to be no
 * more than its person. What isn't of its form is never looked up. Source: RFC 6750 §2.1.
 */
export async function identify(
  authorization: string | undefined,
  stranger: Stranger,
  { credentials, clock }: { readonly credentials: CredentialStore; readonly clock: Clock },
): Promise<Result<Caller, Refusal>> {
  if (authorization === undefined) {
    return stranger === null ? err({ code: 'CREDENTIAL_INVALID', problem: 'is missing' }) : ok(stranger);
  }
  const given = /^Bearer +(?<text>\S+)$/i.exec(authorization)?.groups?.['text'];
  if (given === undefined || !isCredential(given))
    return err({ code: 'CREDENTIAL_INVALID', problem: 'is not `Bearer ctm_` and 43 characters' });
  try {
    const found = await credentials.find(sha256OfCredential(given));
    const refusal = refuseCredential(found, clock.now());
    if (refusal !== undefined) return err(refusal);
    if (found === undefined) throw new Error('invariant: an unknown credential is refused');
    const { personId, rights, id, expiresAt } = found;
    return ok({ actor: { kind: 'person', personId }, rights, credentialId: id, expiresAt });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it failed without a reason';
    return err({ code: 'STORE_UNAVAILABLE', cause: why });
  }
}

/** Why a caller may not call an operation, or `undefined` where it may. Whether its person may, the account says. */
export function refuseCaller(
  { actor, rights }: Caller,
  needed: Operation['right'],
): FailureOf<'CREDENTIAL_RIGHT_MISSING'> | undefined {
  switch (needed) {
    case 'any':
      return undefined;
    case 'owner':
      return actor.kind === 'owner' ? undefined : { code: 'CREDENTIAL_RIGHT_MISSING', right: 'owner' };
    case 'read':
    case 'manage':
    case 'tokens:create':
      return refuseRight(rights, needed);
  }
}
