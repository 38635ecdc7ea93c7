import {
  err,
  type FailureOf,
  floorToSecond,
  type Instant,
  type NonEmpty,
  ok,
  parseDuration,
  plus,
  type Result,
  resolveScope,
  sameId,
} from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { nameServer } from '../../find.ts';
import { tellCredits } from '../../tell-credits.ts';
import { explainScope, readScope } from './scope.ts';

export const createToken: AccountWork = async (args, session) => {
  const { management, io } = session;
  const asking = readScope(args.texts('vault'));
  if (!asking.ok) return asking;
  const expiry = readExpiry(args.text('expires-in'), io.now());
  if (!expiry.ok) return expiry;
  const [servers, vaults] = [await asked(management.servers.list()), await asked(management.vaults.list())];
  if (!servers.ok) return servers;
  if (!vaults.ok) return vaults;
  const server = nameServer(args.needed('server'), servers.value);
  if (!server.ok) return server;
  // The account's own rule for built-in vaults is the account's to apply: its setting isn't known here.
  const builtIn = { allowEveryone: true, typesKnown: management.capabilities.vaultTypesKnown };
  const scope = resolveScope(asking.value, { server: server.value, vaults: vaults.value, builtIn });
  if (!scope.ok) return err(explainScope(scope.error));
  const name = args.first();
  const order = { name, serverId: server.value.id, scope: scope.value, expiresAt: expiry.value };
  const issued = await asked(management.tokens.create(order));
  if (!issued.ok) return issued;
  io.stdout.write(`${issued.value.secret.reveal()}\n`);
  await tellCredits(session, servers.value.find(({ id }) => sameId(id, order.serverId)) ?? null);
  return ok('done');
};

/** The end of a life that begins now, on the second before rather than after. */
function readExpiry(
  text: string | undefined,
  now: Instant,
): Result<Instant | null, NonEmpty<FailureOf<'DURATION_MALFORMED' | 'USAGE_INVALID'>>> {
  if (text === undefined) return ok(null);
  const span = parseDuration(text);
  if (!span.ok) return err([span.error]);
  if (span.value === 0) {
    const problem = '`--expires-in` is no time at all';
    return err([{ code: 'USAGE_INVALID', problem, instead: '--expires-in 1h' }]);
  }
  return ok(floorToSecond(plus(now, span.value)));
}
