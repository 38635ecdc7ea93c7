import {
  err,
  type Failure,
  type ManagedServer,
  type Management,
  type ManagerPlace,
  type NonEmpty,
  ok,
  plain,
  type Result,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { findServer } from '../../find.ts';

export interface Place {
  readonly place: ManagerPlace;
  /** As it stands in a sentence. */
  readonly words: string;
}

export async function findPlace(
  args: Args,
  management: Management,
): Promise<Result<Place, NonEmpty<Failure>>> {
  const text = args.text('server');
  const all = args.has('all-servers');
  if (text !== undefined && all) {
    const problem = '`--server` and `--all-servers` exclude each other';
    return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
  }
  if (text === undefined)
    return ok(
      all
        ? { place: { kind: 'all-servers' }, words: 'all Connect servers' }
        : { place: { kind: 'global' }, words: 'Secrets Automation' },
    );
  const server = await findServer(management, text);
  return server.ok ? ok(placeOf(server.value)) : server;
}

const placeOf = ({ id, name }: ManagedServer): Place => ({
  place: { kind: 'server', serverId: id },
  words: `Connect server ${plain(name)} (${id})`,
});
