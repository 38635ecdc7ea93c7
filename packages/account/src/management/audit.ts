import type { Management } from '@connect-token/core';
import { listEvents, readHead, readSeals, readTrail } from '@connect-token/storage';
import { answered } from '../answer.ts';
import { type Office, read } from './change.ts';

/** The trail of the whole store: of the account, and of the leases beside it. */
export const auditManagement = (office: Office): Management['audit'] => ({
  list: (page) => answered(listEvents(office.store, page)),
  head: () => read(office, readHead),
  seals: (page) => read(office, (trx) => readSeals(trx, page)),
  trail: (page) => read(office, (trx) => readTrail(trx, page)),
});
