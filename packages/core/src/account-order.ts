import { covers } from './access.ts';
import type { AccountChange } from './account-change.ts';
import { isWiderPlan } from './credit.ts';

/**
 * INVARIANT: what is referred to is made before it is referred to; what gives credits back comes before what takes them; a wider
 * plan comes before what needs it, and a narrower one after what it would stop. What takes rights from people comes last, since
 * whoever makes the changes may be one of them, and after what gives them, so that nothing is without managers or Owners on the way.
 */
const PHASES = [
  'wider plan',
  'vaults',
  'groups',
  'members',
  'credits back',
  'servers',
  'managers',
  'narrower plan',
  'rights taken',
] as const;

type Phase = (typeof PHASES)[number];

function phaseOf(change: AccountChange): Phase {
  switch (change.kind) {
    case 'credits.plan':
      return isWiderPlan(change.to, change.from) ? 'wider plan' : 'narrower plan';
    case 'vault.create':
    case 'vault.rename':
      return 'vaults';
    case 'group.create':
      return 'groups';
    case 'group.member.add':
      return 'members';
    case 'server.delete':
    case 'vault.revoke':
      return 'credits back';
    case 'vault.grant':
      return change.from !== null && covers(change.from, change.access) ? 'credits back' : 'servers';
    case 'server.create':
    case 'server.rename':
      return 'servers';
    case 'manager.grant':
      return 'managers';
    case 'manager.revoke':
    case 'group.member.remove':
      return 'rights taken';
  }
}

/** The changes in an order in which each can be made; within a phase as they were. */
export const inOrder = (changes: readonly AccountChange[]): readonly AccountChange[] =>
  PHASES.flatMap((phase) => changes.filter((change) => phaseOf(change) === phase));
