import { type Asker, refuseActor } from './authority.ts';
import type { FailureOf } from './error.ts';
import type { LeaseGroup } from './lease.ts';
import { isSteering } from './quote.ts';

/** What a person ends. That a job or an attempt is over, and can't come back, is GitHub's to say. */
export type LeaseChoice = Extract<LeaseGroup, { readonly by: 'lease' | 'run' | 'repository' | 'all' }>;

/** `revoked`: those of which no token serves any more; the others follow. */
export interface EndedLeases {
  readonly ended: number;
  readonly revoked: number;
}

/** A sentence: it stands in the audit trail for as long as that is kept. */
export const END_NOTE_MAX = 200;

/** Why a text is no reason for an end: it is read in logs and terminals, years later. */
export function refuseNote(note: string): FailureOf<'END_NOTE_INVALID'> | undefined {
  const problem =
    note.trim() === ''
      ? 'is empty'
      : note.length > END_NOTE_MAX
        ? `is longer than ${END_NOTE_MAX} characters`
        : isSteering(note)
          ? 'has control characters in it'
          : undefined;
  return problem === undefined ? undefined : { code: 'END_NOTE_INVALID', problem };
}

/** Why an actor may not end leases of these servers: nobody ends a part of what they asked for. */
export function refuseEnding(
  asker: Asker,
  serverIds: readonly string[],
): FailureOf<'NOT_A_MANAGER'> | undefined {
  for (const serverId of serverIds) {
    const refused = refuseActor(asker, serverId);
    if (refused !== undefined) return refused;
  }
  return undefined;
}
