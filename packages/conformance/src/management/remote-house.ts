import { join } from 'node:path';
import { startManagement } from '@connect-token/broker';
import {
  createLightHttp,
  createRemoteManagement,
  createSocketHttp,
  type Http,
  systemTime,
} from '@connect-token/broker-client/management';
import { type Actor, CREDENTIAL_LIFETIME_MAX, planCredential, secret, TIMINGS } from '@connect-token/core';
import { systemIds, systemTimer } from '@connect-token/lifecycle';
import { newCredential, sha256OfCredential } from '@connect-token/protocol/management';
import { credentialStore } from '@connect-token/storage';
import { pino } from 'pino';
import { must } from '../control-plane/subject.ts';
import { type Embedded, openEmbedded } from './sqlite-house.ts';
import type { ManagementUnderTest } from './subject.ts';
import type { Seed } from './world.ts';

/** The embedded account behind a management API: the owner over the socket, people over HTTP with a credential of their own. */
export const remoteHouse = async (seed: Seed): Promise<ManagementUnderTest> =>
  remoteOver(await openEmbedded(seed));

/** The same before an account that is there already. Closes it. */
export async function remoteOver({
  account,
  store,
  directory,
  house,
}: Embedded): Promise<ManagementUnderTest> {
  const { time } = house;
  const credentials = credentialStore(store);
  const running = must(
    await startManagement({
      config: {
        publicUrl: 'http://127.0.0.1:8300',
        dataDirectory: directory,
        management: { listen: { host: '127.0.0.1', port: 0 } },
      },
      manage: account.manage,
      credentials,
      verify: async () => null,
      clock: time.clock,
      timer: systemTimer,
      ids: systemIds,
      timings: TIMINGS,
      log: pino({ level: 'silent' }),
    }),
  );
  const socketPath = join(directory, 'management.sock');
  const opened: Http[] = [];
  const kept = (http: Http): Http => {
    opened.push(http);
    return http;
  };

  const credentialOf = async (personId: string) => {
    const text = newCredential();
    const order = {
      name: 'test',
      personId,
      rights: ['manage', 'tokens:create'],
      lifetime: CREDENTIAL_LIFETIME_MAX,
    } as const;
    const credential = planCredential(order, systemIds.ulid(), time.clock.now());
    await credentials.insert(credential, sha256OfCredential(text));
    return secret(text);
  };
  const as = async (actor: Actor) => {
    if (actor.kind === 'owner')
      return must(
        await createRemoteManagement({ socketPath, http: kept(createSocketHttp(socketPath, systemTime)) }),
      );
    const { url } = running;
    if (url === null) throw new Error('invariant: a listener was configured');
    const credential = await credentialOf(actor.personId);
    return must(
      await createRemoteManagement({ origin: url, credential, http: kept(createLightHttp(systemTime)) }),
    );
  };
  return {
    ...house,
    as,
    close: async () => {
      await Promise.all(opened.map((http) => http.close()));
      await running.close();
      await house.close();
    },
  };
}
