import { leases } from './0001-leases.ts';
import { account } from './0002-account.ts';
import { management } from './0003-management.ts';
import { credentials } from './0004-credentials.ts';
import { leaseProtocol } from './0005-lease-protocol.ts';
import { audit } from './0006-audit.ts';
import { items } from './0007-items.ts';
import { activity } from './0008-activity.ts';
import { offer } from './0009-offer.ts';
import { openLeasesOfARun } from './0010-open-leases-of-a-run.ts';
import type { Migration } from './migration.ts';

/** In order, without gaps: the schema version of a store is how many of them it has taken. */
export const MIGRATIONS: readonly Migration[] = [
  leases,
  account,
  management,
  credentials,
  leaseProtocol,
  audit,
  items,
  activity,
  offer,
  openLeasesOfARun,
];
