import {
  type CallFailure,
  type Clock,
  type CredentialOrder,
  type CredentialStore,
  type Credentials,
  err,
  type Failure,
  type IdGenerator,
  type IssuedCredential,
  type Management,
  ok,
  planCredential,
  type Result,
  refuseCredentialOrder,
  type Secret,
  sameId,
} from '@connect-token/core';
import { storeAway } from './call.ts';

export interface CredentialSurroundings {
  readonly store: CredentialStore;
  /** Who there is, as the owner sees it. */
  readonly people: Management['people'];
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** 256 random bits in the form of a credential. */
  readonly newSecret: () => Secret<string>;
  /** SHA-256 in lower-case hex. */
  readonly digest: (secret: Secret<string>) => string;
}

/** Management credentials over the store. INVARIANT: no secret is handed out before its hash is on disk, and none is kept. */
export const createCredentials = (around: CredentialSurroundings): Credentials => ({
  create: (order) => create(around, order),
  list: () => answered(around.store.list()),
  revoke: (id) => answered(around.store.revoke(id, around.clock.now())),
});

async function create(
  { store, people, clock, ids, newSecret, digest }: CredentialSurroundings,
  order: CredentialOrder,
): Promise<Result<IssuedCredential, CallFailure>> {
  const refusal = refuseCredentialOrder(order);
  if (refusal !== undefined) return refused(refusal);
  const known = await people.list();
  if (!known.ok) return known;
  if (!known.value.some(({ id }) => sameId(id, order.personId)))
    return refused({ code: 'PERSON_UNKNOWN', person: order.personId, nearest: null });
  const credential = planCredential(order, ids.ulid(), clock.now());
  const secret = newSecret();
  const written = await answered(store.insert(credential, digest(secret)));
  return written.ok ? ok({ credential, secret }) : written;
}

/** A store that is away has changed nothing. */
async function answered<T>(work: Promise<T>): Promise<Result<T, CallFailure>> {
  try {
    return ok(await work);
  } catch (cause) {
    return refused(storeAway(cause));
  }
}

const refused = (failure: Failure): Result<never, CallFailure> => err({ effect: 'none', failure });
