import {
  foldAscii,
  type Management,
  type TokenUse,
  type UsageChoice,
  type UsagePage,
} from '@connect-token/core';
import { listEvents, listUses, readHead, readSeals, readTrail } from '@connect-token/storage';
import { answered } from '../answer.ts';
import { type Office, read } from './change.ts';

/** The trail of the whole store: of the account, and of the leases beside it. */
export const auditManagement = (office: Office): Management['audit'] => ({
  list: (page) => answered(listEvents(office.store, page)),
  head: () => read(office, readHead),
  seals: (page) => read(office, (trx) => readSeals(trx, page)),
  trail: (page) => read(office, (trx) => readTrail(trx, page)),
  usage: (page) => answered(readUses(office, page)),
});

/** What this process has not written yet comes first: an operator who asks what a token did asks for all of it. */
async function readUses({ store, activity }: Office, page: UsagePage): Promise<readonly TokenUse[]> {
  await activity.flush();
  return listUses(store, { ...page, choice: folded(page.choice) });
}

/** Ids of tokens are made in lower case. */
const folded = (choice: UsageChoice): UsageChoice =>
  choice.by === 'token' ? { ...choice, tokenId: foldAscii(choice.tokenId) } : choice;
