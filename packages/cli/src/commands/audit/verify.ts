import { type AuditDamage, err, formatHead, ok, parseHead } from '@connect-token/core';
import { type TrailReport, verifyTrail } from '@connect-token/lifecycle';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { print } from '../../output/print.ts';
import { formatTime } from '../../output/time.ts';

export const verifyAudit: AccountWork = async (args, session) => {
  const given = args.text('head');
  const kept = given === undefined ? null : parseHead(given);
  if (kept === undefined) {
    const problem = '`--head` is not `NUMBER:HASH`, as `connect audit verify` prints it';
    return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
  }
  const report = await asked(verifyTrail(session.management.audit, kept));
  if (!report.ok) return report;
  const { damage } = report.value;
  print(session, { json: () => reportRecord(report.value), human: () => told(report.value) });
  return damage === null ? ok('done') : err([{ code: 'AUDIT_DAMAGED', problem: problemOf(damage) }]);
};

const reportRecord = ({ head, events, unsealed, damage }: TrailReport) => ({
  head: head && formatHead(head),
  sealed_events: events,
  unsealed_events: unsealed.count,
  unsealed_since: unsealed.oldest === null ? null : formatTime(unsealed.oldest),
  damage,
});

function told({ head, events, unsealed, damage }: TrailReport): string {
  if (damage !== null) return '';
  const open =
    unsealed.oldest === null
      ? 'every event is sealed'
      : `${unsealed.count} events since ${formatTime(unsealed.oldest)} are not sealed yet`;
  if (head === null) return `nothing was ever sealed; ${open}\n`;
  const sealed = `${head.number} seals over ${events} events are as they were made; ${open}`;
  return `${sealed}\nhead, to keep elsewhere: ${formatHead(head)}\n`;
}

function problemOf(damage: AuditDamage): string {
  switch (damage.kind) {
    case 'seal-missing':
      return `seal ${damage.seal} is missing`;
    case 'seal-changed':
      return `seal ${damage.seal} was changed`;
    case 'seal-unlinked':
      return `seal ${damage.seal} doesn't continue the one before it`;
    case 'event-missing':
      return `event ${damage.event} of seal ${damage.seal} is missing`;
    case 'event-changed':
      return `event ${damage.event} of seal ${damage.seal} was changed`;
    case 'event-inserted':
      return `event ${damage.event} was not there when seal ${damage.seal} was made`;
    case 'head-missing':
      return `the trail ends before seal ${damage.seal}, whose head was kept`;
    case 'head-differs':
      return `seal ${damage.seal} is not the one whose head was kept: the trail was written anew`;
  }
}
