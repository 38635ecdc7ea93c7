import {
  type Bearer,
  type ConnectAccess,
  type FullItem,
  type ItemProblem,
  type ItemRefusal,
  itemDraftOf,
} from '@connect-token/account';
import { err, isNonEmpty, ok, type Result } from '@connect-token/core';
import { type ItemBody, itemBody, patchBody } from '@connect-token/protocol/connect';
import type { Answer } from './answer.ts';
import { takeBody } from './body-problem.ts';
import { formatItem } from './format.ts';
import type { Refusal } from './refusal.ts';
import type { Trace } from './request-log.ts';
import type { ChangeTarget } from './target.ts';

interface ChangeCall {
  readonly bearer: Bearer;
  readonly trace: Trace;
  /** Read when it is needed, and not before the token is known to be good. */
  body(): Promise<Result<unknown, Refusal>>;
}

/**
 * Does what was asked for, for a token that may. The account looks at its right again, in the transaction of the change, and gives
 * nothing of an item's content back to one that may not read it.
 */
export async function change(
  target: ChangeTarget,
  call: ChangeCall,
  connect: ConnectAccess,
): Promise<Result<Answer, Refusal>> {
  const { bearer, trace } = call;
  const { vaultId } = target;
  if (target.operation === 'deleteItem') {
    const deleted = await connect.deleteItem(bearer, vaultId, target.itemId);
    return deleted.ok ? ok({ kind: 'nothing' }) : err(refusalOfItem(deleted.error, target));
  }
  const body = await call.body();
  if (!body.ok) return body;
  const changed = await write(target, body.value, bearer, connect);
  if (!changed.ok) return changed;
  const item = changed.value;
  trace.itemId = item.id;
  trace.itemVersion = item.version;
  // Clients that write compare versions: they expect the one that their change was made on.
  // Source: github.com/1Password/terraform-provider-onepassword; docs/differences.md.
  const version = target.operation === 'createItem' ? item.version : item.version - 1;
  return ok({ kind: 'json', body: { ...formatItem(item), version } });
}

async function write(
  target: Exclude<ChangeTarget, { readonly operation: 'deleteItem' }>,
  body: unknown,
  bearer: Bearer,
  connect: ConnectAccess,
): Promise<Result<FullItem, Refusal>> {
  const { operation, vaultId } = target;
  if (operation === 'patchItem') {
    const patch = takeBody(patchBody, body);
    if (!patch.ok) return patch;
    const operations = patch.value.map(({ op, path, value }) => ({ op, path, value }));
    return told(await connect.patchItem(bearer, vaultId, target.itemId, operations), target);
  }
  const item = takeBody(itemBody, body);
  if (!item.ok) return item;
  const elsewhere = placeProblems(item.value, target);
  if (isNonEmpty(elsewhere)) return err({ code: 'ITEM_INVALID', problems: elsewhere });
  const draft = itemDraftOf(item.value);
  return told(
    operation === 'createItem'
      ? await connect.createItem(bearer, vaultId, draft)
      : await connect.replaceItem(bearer, vaultId, target.itemId, draft),
    target,
  );
}

/** A body that names another vault or item than its path was meant for there: nobody can tell which of the two is the mistake. */
function placeProblems({ id, vault }: ItemBody, target: ChangeTarget): readonly ItemProblem[] {
  const vaultId = vault?.id ?? null;
  const problems: ItemProblem[] = [];
  if (vaultId !== null && vaultId !== target.vaultId)
    problems.push({ path: 'vault.id', problem: 'is another vault than the one of the path' });
  if (target.operation === 'replaceItem' && id !== null && id !== target.itemId)
    problems.push({ path: 'id', problem: 'is another item than the one of the path' });
  return problems;
}

const told = (written: Result<FullItem, ItemRefusal>, target: ChangeTarget): Result<FullItem, Refusal> =>
  written.ok ? written : err(refusalOfItem(written.error, target));

function refusalOfItem(refusal: ItemRefusal, { operation, vaultId }: ChangeTarget): Refusal {
  switch (refusal.kind) {
    case 'not-valid':
      return { code: 'TOKEN_NOT_VALID' };
    case 'out-of-reach':
      return { code: 'VAULT_OUT_OF_REACH', vaultId };
    case 'permission-missing':
      return { code: 'PERMISSION_MISSING', action: refusal.action };
    case 'absent':
      return { code: operation === 'createItem' ? 'VAULT_ABSENT' : 'ITEM_ABSENT' };
    case 'invalid':
      return { code: 'ITEM_INVALID', problems: refusal.problems };
  }
}
