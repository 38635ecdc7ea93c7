export { credentialStore } from './credentials/credential-store.ts';
export type { Work } from './group-commit.ts';
export { heldCredits } from './leases/credits.ts';
export type { ReadAdmission } from './leases/intend.ts';
export { openLeases } from './leases/lease.ts';
export { leaseStore } from './leases/lease-store.ts';
export type { Schema } from './schema/schema.ts';
export { openStore, type Store, type StoreFailure, type StoreOptions } from './store.ts';
export { StoreUnavailable } from './store-unavailable.ts';
