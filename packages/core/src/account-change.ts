import type { Access } from './access.ts';
import type { CreditPlan } from './credit.ts';
import { plain } from './quote.ts';
import { formatEntry } from './requested-scope.ts';

/** A thing by its id, with the name that it has after all changes; an id that `isStandIn` belongs to nothing yet. */
export interface ThingRef {
  readonly id: string;
  readonly name: string;
}

/** What an id can't begin with: ids are `[A-Za-z0-9]`. */
const STAND_IN = '+';

/** The id of something that an earlier change of the same list makes: whoever applies the list puts the real one in its place. */
export const isStandIn = (id: string): boolean => id.startsWith(STAND_IN);

export const standIn = (noun: string, position: number): string => `${STAND_IN}${noun}${position}`;

/** One step that a manager takes to bring an account to what a file says; a call of `Management` each. */
export type AccountChange =
  | { readonly kind: 'credits.plan'; readonly from: CreditPlan; readonly to: CreditPlan }
  | { readonly kind: 'vault.create'; readonly vault: ThingRef }
  | { readonly kind: 'vault.rename'; readonly vault: ThingRef; readonly from: string }
  | {
      readonly kind: 'server.create';
      readonly server: ThingRef;
      readonly grants: readonly GrantChange[];
      readonly fixed: boolean;
    }
  | { readonly kind: 'server.rename'; readonly server: ThingRef; readonly from: string }
  /** Ends the credentials file and every token of the server. */
  | { readonly kind: 'server.delete'; readonly server: ThingRef }
  | ({
      readonly kind: 'vault.grant';
      readonly server: ThingRef;
      /** `null`: the server had no right to the vault. */
      readonly from: Access | null;
    } & GrantChange)
  | { readonly kind: 'vault.revoke'; readonly server: ThingRef; readonly vault: ThingRef }
  | { readonly kind: 'group.create'; readonly group: ThingRef }
  | { readonly kind: 'group.member.add'; readonly group: ThingRef; readonly person: ThingRef }
  | { readonly kind: 'group.member.remove'; readonly group: ThingRef; readonly person: ThingRef }
  /** `server` is `null` for the Secrets Automation managers. */
  | { readonly kind: 'manager.grant'; readonly group: ThingRef; readonly server: ThingRef | null }
  | { readonly kind: 'manager.revoke'; readonly group: ThingRef; readonly server: ThingRef | null };

export interface GrantChange {
  readonly vault: ThingRef;
  readonly access: Access;
}

/** One line for a person, which begins with `+`, `~` or `-`. */
export const formatChange = (change: AccountChange): string => plain(textOf(change));

function textOf(change: AccountChange): string {
  switch (change.kind) {
    case 'credits.plan':
      return `~ credits: ${formatPlan(change.from)} → ${formatPlan(change.to)}`;
    case 'vault.create':
      return `+ vault ${name(change.vault)}`;
    case 'vault.rename':
      return `~ vault ${cutName(change.from)} → ${name(change.vault)}`;
    case 'server.create':
      return `+ server ${name(change.server)} with ${formatGrants(change.grants)}${change.fixed ? ', fixed' : ''}`;
    case 'server.rename':
      return `~ server ${cutName(change.from)} → ${name(change.server)}`;
    case 'server.delete':
      return `- server ${name(change.server)}, its credentials file and all its tokens`;
    case 'vault.grant':
      return change.from === null
        ? `+ grant ${formatGrant(change)} to server ${name(change.server)}`
        : `~ grant ${formatGrant({ ...change, access: change.from })} → ${change.access} to server ${name(change.server)}`;
    case 'vault.revoke':
      return `- grant ${name(change.vault)} to server ${name(change.server)}`;
    case 'group.create':
      return `+ group ${name(change.group)}`;
    case 'group.member.add':
      return `+ member ${name(change.person)} of group ${name(change.group)}`;
    case 'group.member.remove':
      return `- member ${name(change.person)} of group ${name(change.group)}`;
    case 'manager.grant':
      return `+ manager ${name(change.group)} of ${formatPlace(change.server)}`;
    case 'manager.revoke':
      return `- manager ${name(change.group)} of ${formatPlace(change.server)}`;
  }
}

/** Two or three names and the words between them fit one line; the end of it is not cut away by an endless name. */
const NAME_SHOWN = 100;

const cutName = (text: string): string => (text.length > NAME_SHOWN ? `${text.slice(0, NAME_SHOWN)}…` : text);

const name = (thing: ThingRef): string => cutName(thing.name);

const formatPlan = (plan: CreditPlan): string =>
  plan.kind === 'unlimited' ? 'unlimited' : `at most ${plan.limit}`;

const formatGrant = ({ vault, access }: GrantChange): string => formatEntry({ vault: name(vault), access });

const GRANTS_SHOWN = 5;

function formatGrants(grants: readonly GrantChange[]): string {
  if (grants.length === 0) return 'no vault';
  const shown = grants.slice(0, GRANTS_SHOWN).map(formatGrant).join(' · ');
  return grants.length > GRANTS_SHOWN ? `${shown} and ${grants.length - GRANTS_SHOWN} more` : shown;
}

const formatPlace = (server: ThingRef | null): string =>
  server === null ? 'Secrets Automation' : `server ${name(server)}`;
