import { type AuditEvent, auditText } from '@connect-token/core';
import { type Names, whatWasDone, whoDid } from './audit-sentence.ts';
import { formatTable } from './table.ts';
import { formatTime } from './time.ts';

export const eventTable = (events: readonly AuditEvent[], names: Names, colour: boolean): string =>
  formatTable(
    ['TIME', 'WHO', 'WHAT', 'ID'],
    events.map((event) => [formatTime(event.at), whoDid(event, names), whatWasDone(event, names), event.id]),
    colour,
  );

/** One event as it comes: nothing is known of those that follow. */
export const eventLine = (event: AuditEvent, names: Names): string =>
  `${formatTime(event.at)}  ${whoDid(event, names)}  ${whatWasDone(event, names)}\n`;

export const eventJsonLine = (event: AuditEvent): string => `${auditText(event)}\n`;
