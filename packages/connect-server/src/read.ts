import type { Bearer, BearerProblem, ConnectAccess, ItemOverview } from '@connect-token/account';
import { err, ok, type Result } from '@connect-token/core';
import { formatItem, formatOverview, formatVault } from './answer.ts';
import { authorise } from './authorise.ts';
import { passes } from './filter.ts';
import type { Refusal } from './refusal.ts';
import type { Trace } from './request-log.ts';
import { type Address, parseTarget, type Target } from './target.ts';

export interface Call {
  readonly address: Address;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** Learns whose call it is, and of what, as soon as that is known: so that a line tells it of a call that breaks off as well. */
  readonly trace: Trace;
}

/**
 * One call: who is it → what is asked → may it → read. Nothing is kept from one call to the next, so a token that was revoked since is
 * refused.
 */
export async function read(
  { address, authorization, trace }: Call,
  connect: ConnectAccess,
): Promise<Result<unknown, Refusal>> {
  const bearer = await authenticate(authorization, connect);
  if (!bearer.ok) return bearer;
  trace.tokenId = bearer.value.tokenId;
  const target = parseTarget(address);
  if (!target.ok) return target;
  if ('vaultId' in target.value) trace.vaultId = target.value.vaultId;
  if ('itemId' in target.value) trace.itemId = target.value.itemId;
  const refused = authorise(target.value, bearer.value.reach);
  return refused === undefined ? readTarget(target.value, bearer.value, connect) : err(refused);
}

async function authenticate(
  authorization: string | undefined,
  connect: ConnectAccess,
): Promise<Result<Bearer, Refusal>> {
  // Clients know a missing token by the same words as a forged one. Source: docs/differences.md.
  if (authorization === undefined) return err(BEARER_PROBLEMS['bad-signature']);
  const token = /^bearer +(?<token>\S+)$/i.exec(authorization)?.groups?.['token'];
  if (token === undefined) return err(BEARER_PROBLEMS['not-valid']);
  const bearer = await connect.authenticate(token);
  return bearer.ok ? bearer : err(BEARER_PROBLEMS[bearer.error]);
}

const BEARER_PROBLEMS: Readonly<Record<BearerProblem, Refusal>> = {
  'bad-signature': { code: 'SIGNATURE_INVALID' },
  'not-valid': { code: 'TOKEN_NOT_VALID' },
};

async function readTarget(
  target: Target,
  bearer: Bearer,
  connect: ConnectAccess,
): Promise<Result<unknown, Refusal>> {
  switch (target.kind) {
    case 'vaults': {
      const vaults = await connect.vaults(bearer);
      const wanted = vaults.filter(({ name }) => passes(target.filter, { name: [name], title: [name] }));
      return ok(wanted.map(formatVault));
    }
    case 'vault': {
      const vault = await connect.vault(target.vaultId);
      return vault === undefined ? err({ code: 'VAULT_ABSENT' }) : ok(formatVault(vault));
    }
    case 'items': {
      const wanted: ItemOverview[] = [];
      for await (const items of connect.items(target.vaultId, null))
        wanted.push(
          ...items.filter(({ title, tags }) => passes(target.filter, { title: [title], tag: tags })),
        );
      return ok(wanted.map(formatOverview));
    }
    case 'item': {
      const item = await connect.item(target.vaultId, target.itemId);
      return item === undefined ? err({ code: 'ITEM_ABSENT' }) : ok(formatItem(item));
    }
  }
}
