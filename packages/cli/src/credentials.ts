import { type Credentials, type Management, secret } from '@connect-token/core';
import { createCredentials, systemClock, systemIds } from '@connect-token/lifecycle';
import { newCredential, sha256OfCredential } from '@connect-token/protocol/management-client';
import { credentialStore, type Store } from '@connect-token/storage';

/** The management credentials of a data directory that this process has. */
export const openCredentials = (store: Store, people: Management['people']): Credentials =>
  createCredentials({
    store: credentialStore(store),
    people,
    clock: systemClock,
    ids: systemIds,
    newSecret: () => secret(newCredential()),
    digest: (text) => sha256OfCredential(text.reveal()),
  });
