import { type AccountEvent, type Person, sameId } from '@connect-token/core';
import { formatTable } from './table.ts';
import { formatTime } from './time.ts';

export const eventRecord = ({ id, at, actor, kind, subject }: AccountEvent) => ({
  id,
  time: formatTime(at),
  actor: actor.kind === 'owner' ? { kind: 'owner' } : { kind: 'person', id: actor.personId },
  action: kind,
  subject,
});

export const eventTable = (
  events: readonly AccountEvent[],
  people: readonly Person[],
  colour: boolean,
): string =>
  formatTable(
    ['ID', 'TIME', 'WHO', 'ACTION', 'WHAT'],
    events.map((event) => [
      event.id,
      formatTime(event.at),
      actorOf(event, people),
      event.kind,
      Object.entries(event.subject)
        .map(([noun, id]) => `${noun} ${id}`)
        .join(', '),
    ]),
    colour,
  );

/** Whoever held the data directory. */
function actorOf({ actor }: AccountEvent, people: readonly Person[]): string {
  if (actor.kind === 'owner') return 'owner';
  return people.find(({ id }) => sameId(id, actor.personId))?.name ?? actor.personId;
}
