import type { Access } from './access.ts';
import type { CreditPlan } from './credit.ts';
import type { Group, GroupType, Managers, Person } from './group.ts';
import type { ManagedServer } from './server.ts';
import type { Vault } from './vault.ts';

/** An account as far as an account file can describe it, as the lists of `Management` show it. */
export interface AccountState {
  readonly vaults: readonly Vault[];
  readonly servers: readonly Pick<ManagedServer, 'id' | 'name' | 'grants' | 'fixedVaults'>[];
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly managers: Managers;
  readonly plan: CreditPlan;
}

/** A thing as an account file has it. */
export interface DesiredThing {
  /** Left out where the name says enough. */
  readonly id?: string | undefined;
  readonly name: string;
}

/**
 * The same as an account file says it. References are positions in the file's own lists, each at most once a list. A list that
 * the file gives is complete: what a server is granted, who is in a group, which groups manage. What it doesn't say (`null`) and
 * things that it doesn't name are left as they are.
 */
export interface DesiredAccount {
  readonly vaults: readonly DesiredVault[];
  readonly servers: readonly DesiredServer[];
  readonly people: readonly DesiredThing[];
  readonly groups: readonly DesiredGroup[];
  /** The Secrets Automation managers. */
  readonly managers: readonly number[] | null;
  readonly plan: CreditPlan | null;
}

export interface DesiredVault extends DesiredThing {
  readonly type: Vault['type'];
}

export interface DesiredServer extends DesiredThing {
  readonly grants: readonly { readonly vault: number; readonly access: Access }[] | null;
  /** Whether it may never get another vault than these. */
  readonly fixed: boolean;
  /** Its own list of groups; empty where it is to have none. */
  readonly managers: readonly number[] | null;
}

export interface DesiredGroup extends DesiredThing {
  readonly type: GroupType;
  /** People. */
  readonly members: readonly number[] | null;
}
