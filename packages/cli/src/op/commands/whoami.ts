import { ok } from '@connect-token/core';
import { print } from '../../output/print.ts';
import { type OpWork, parseCommandLine } from '../command.ts';
import { openConnectApi } from '../connect-api.ts';
import { formatPairs } from '../pairs.ts';
import { readTokenClaims } from '../token-claims.ts';

/**
 * Whose token it is, once the Connect server has accepted it: a token's own words prove nothing. There is no person behind it, so
 * there is no `email` and no `user_uuid`.
 */
export const whoami: OpWork = async (args, context) => {
  const line = parseCommandLine(args, {}, 0);
  if (!line.ok) return line;
  const api = openConnectApi(context.io.env);
  if (!api.ok) return api;
  const vaults = await api.value.vaults();
  if (!vaults.ok) return vaults;
  const { account, server } = readTokenClaims(context.io.env['OP_CONNECT_TOKEN'] ?? '');
  const answer = {
    url: api.value.origin,
    user_type: 'CONNECT',
    ...(account === undefined ? {} : { account_uuid: account }),
    ...(server === undefined ? {} : { integration_id: server }),
  };
  print(context, {
    json: () => answer,
    human: () =>
      formatPairs([
        ['URL', answer.url],
        ['User Type', answer.user_type],
        ['Integration ID', server ?? ''],
      ]),
  });
  return ok(0);
};
