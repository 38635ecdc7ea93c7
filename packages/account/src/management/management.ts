import type { Management } from '@connect-token/core';
import { capabilitiesOf } from '../control-plane.ts';
import { readPeople } from '../group-rows.ts';
import { auditManagement } from './audit.ts';
import { type Office, read } from './change.ts';
import { creditManagement } from './credits.ts';
import { grantManagement } from './grants.ts';
import { groupManagement } from './groups.ts';
import { leaseManagement } from './leases.ts';
import { managerManagement } from './managers.ts';
import { serverManagement } from './servers.ts';
import { tokenManagement } from './tokens.ts';
import { vaultManagement } from './vaults.ts';

/** The `Management` port over the embedded account, in one actor's hands: each change is one transaction, on disk when it is told. */
export const embeddedManagement = (office: Office): Management => ({
  actor: office.actor,
  capabilities: capabilitiesOf(office.builtIn),
  vaults: vaultManagement(office),
  servers: serverManagement(office),
  grants: grantManagement(office),
  tokens: tokenManagement(office),
  people: { list: () => read(office, readPeople) },
  groups: groupManagement(office),
  managers: managerManagement(office),
  credits: creditManagement(office),
  audit: auditManagement(office),
  leases: leaseManagement(office),
});
