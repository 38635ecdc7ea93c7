import {
  err,
  type Failure,
  foldAscii,
  type IssuedToken,
  isLeaseTokenName,
  type Management,
  ok,
  refuseActor,
  refuseName,
  refuseOrder,
  type Token,
  type TokenOrder,
  tokenDetail,
} from '@connect-token/core';
import { signToken } from '../connect-token.ts';
import { type PlannedToken, plannedToken } from '../planned-token.ts';
import { readServer } from '../server-rows.ts';
import { insertToken, readToken, readTokens, renameToken, revokeToken } from '../token-rows.ts';
import { readVaults } from '../vault-rows.ts';
import { refuseAdmission } from './admission.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';

/** Standing tokens: a lease's are made and ended by the broker, and only looked at or ended here. */
export const tokenManagement = (office: Office): Management['tokens'] => ({
  list: () => read(office, readTokens),
  create: async (order) => {
    const token = plannedToken(order, office.clock.now());
    // INVARIANT: no JWT leaves before its row is committed; that of a refused token is dropped unseen.
    const secret = await signToken(office.authority, { ...token, issuedAt: token.createdAt });
    const made = await change(office, (changing) => create(office, changing, order, token));
    return made.ok ? ok<IssuedToken>({ token: made.value, secret }) : made;
  },
  rename: (id, name) => change(office, (changing) => rename(office, changing, id, name)),
  delete: (id) => change(office, (changing) => remove(changing, id)),
});

async function create(
  office: Office,
  changing: Change,
  order: TokenOrder,
  token: PlannedToken,
): Changed<Token> {
  const { trx, record } = changing;
  const refused =
    refuseActor(changing, order.serverId) ??
    refuseTokenName(office, order.name) ??
    refuseOrder(order, {
      server: await readServer(trx, token.serverId),
      vaults: await readVaults(trx),
      builtIn: office.builtIn,
    }) ??
    (await refuseAdmission(office, changing, { kind: 'token.create', order }));
  if (refused !== undefined) return err(refused);
  await insertToken(trx, token);
  await record('token.create', subjectOf(token), tokenDetail(token));
  return ok(token);
}

async function rename(office: Office, changing: Change, id: string, name: string): Changed<Token> {
  const { trx, record } = changing;
  const token = await readToken(trx, foldAscii(id));
  const refused = refuseActor(changing, token?.serverId ?? null) ?? refuseTokenName(office, name);
  if (refused !== undefined) return err(refused);
  if (token === undefined) return err({ code: 'TOKEN_UNKNOWN', token: id });
  const kept = refuseLeaseName(office, token.name);
  if (kept !== undefined) return err(kept);
  await renameToken(trx, token, name);
  await record('token.rename', subjectOf(token));
  return ok({ ...token, name });
}

async function remove(changing: Change, id: string): Changed<'deleted' | 'absent'> {
  const { trx, at, record } = changing;
  const token = await readToken(trx, foldAscii(id));
  const refused = refuseActor(changing, token?.serverId ?? null);
  if (refused !== undefined) return err(refused);
  if (token === undefined || (await revokeToken(trx, id, at)) === 'absent') return ok('absent');
  await record('token.delete', subjectOf(token));
  return ok('deleted');
}

const refuseTokenName = (office: Office, name: string): Failure | undefined =>
  refuseLeaseName(office, name) ?? refuseName('token', name);

/**
 * A standing token that is named like a lease's would be counted by nobody, and be swept; a lease's token that is named otherwise
 * would be counted twice, and not be found after a crash.
 */
const refuseLeaseName = ({ instance }: Office, name: string): Failure | undefined =>
  isLeaseTokenName(name, instance)
    ? { code: 'NAME_INVALID', thing: 'token', name, problem: 'is kept for leases' }
    : undefined;

const subjectOf = ({ id, serverId }: Token) => ({ token: id, server: serverId });
