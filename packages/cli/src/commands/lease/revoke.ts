import {
  type EndedLeases,
  err,
  type Failure,
  type LeaseChoice,
  type NonEmpty,
  ok,
  type Result,
  refuseNote,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { asked } from '../../asked.ts';
import type { AccountWork, Session } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import type { Io } from '../../io.ts';
import { formatJson } from '../../output/json.ts';
import { tellCredits } from '../../tell-credits.ts';
import { chosenOf, formatChoice, readChoices } from './choice.ts';

/** A lease that has ended already is as good as one that ends now. */
export const revokeLeases: AccountWork = async (args, session) => {
  const { management, io } = session;
  const choices = await readChoices(args, io);
  if (!choices.ok) return choices;
  const note = await readNote(args, io);
  if (!note.ok) return note;
  const sure = await confirmChoice(session, choices.value[0]);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  let sum: EndedLeases = { ended: 0, revoked: 0 };
  for (const choice of choices.value) {
    const done = await asked(management.leases.end(choice, note.value));
    if (!done.ok) {
      // What ended before it stays ended, and somebody has to know that.
      if (sum.ended > 0) io.stderr.write(tell(sum));
      return done;
    }
    sum = { ended: sum.ended + done.value.ended, revoked: sum.revoked + done.value.revoked };
  }
  io.stdout.write(session.format === 'json' ? formatJson(sum) : tell(sum));
  await tellCredits(session, null);
  return ok('done');
};

type Read<T> = Promise<Result<T, NonEmpty<Failure>>>;

async function readNote(args: Args, io: Io): Read<string> {
  const given = args.text('reason');
  if (given === undefined && !io.interactive) {
    const problem = '`connect lease revoke` needs `--reason`: the audit trail keeps it';
    return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
  }
  const note = given ?? (await io.ask('Why? The audit trail keeps it: ')) ?? '';
  const refused = refuseNote(note);
  return refused === undefined ? ok(note) : err([refused]);
}

/** Only what may mean many that nobody has named is asked about, with their number. */
async function confirmChoice(session: Session, choice: LeaseChoice): Read<boolean> {
  if (session.yes || choice.by === 'lease' || choice.by === 'run') return ok(true);
  const leases = await asked(session.management.leases.list());
  if (!leases.ok) return leases;
  const count = chosenOf(leases.value, choice).length;
  return confirm(session, `ending ${formatChoice(choice)} (${count} at the moment)`);
}

function tell({ ended, revoked }: EndedLeases): string {
  if (ended === 0) return 'Nothing was open any more.\n';
  const what = ended === 1 ? '1 lease was ended' : `${ended} leases were ended`;
  const left = ended - revoked;
  return left === 0
    ? `${what}; no token of theirs serves any more.\n`
    : `${what}; of ${left} the token is still to be ended, by the broker as soon as it can.\n`;
}
