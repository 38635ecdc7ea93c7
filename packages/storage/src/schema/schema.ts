import type { AccountTables } from './account.ts';
import type { ActivityTables } from './activity.ts';
import type { AuditTables } from './audit.ts';
import type { CredentialTables } from './credential.ts';
import type { LeaseTables } from './lease.ts';

/** Every table of the database, as kysely reads it. */
export interface Schema extends LeaseTables, AccountTables, AuditTables, CredentialTables, ActivityTables {}
