import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from '@connect-token/broker';
import { TIMINGS } from '@connect-token/core';
import { systemIds } from '@connect-token/lifecycle';
import { readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { leaseStore, openStore } from '@connect-token/storage';
import { destination, pino } from 'pino';
import { must } from '../../control-plane/subject.ts';
import { LIFETIME_MAX, SERVER, VAULTS } from '../account.ts';
import { mortal } from '../fate.ts';
import { fastClock, fastTimer } from './fast-time.ts';
import { type Asked, AUDIENCE, type Birth, type Told } from './talk.ts';
import { wiredUpstream } from './upstream-wire.ts';

/**
 * The broker, over HTTP and in a process of its own, whose store and control plane kill it where they are told to. It lives as long as
 * its parent has a use for it.
 */
const birth = JSON.parse(process.argv[2] ?? '{}') as Birth;
const clock = fastClock(birth.startedAtMs);
const tell = (told: Told): void => void process.send?.(told);

const store = must(await openStore({ directory: birth.directory, clock }));
const { fate, leases, controlPlane, timer } = mortal(
  {
    leases: await leaseStore(store),
    controlPlane: wiredUpstream(birth.upstream, birth.capabilities),
    timer: fastTimer,
  },
  () => process.kill(process.pid, 'SIGKILL'),
);

/** JSON is YAML as well. */
const files = join(birth.directory, 'files');
const write = async (name: string, content: unknown): Promise<string> => {
  const path = join(files, name);
  await writeFile(path, JSON.stringify(content), { mode: 0o600 });
  return path;
};
await mkdir(files, { recursive: true });
const config = must(
  await readConfigFile(
    await write('connect-token.yaml', {
      public_url: AUDIENCE,
      listen: '127.0.0.1:0',
      data_directory: birth.directory,
      issuers: [birth.issuer],
      servers: [{ server: SERVER.name, connect_url: AUDIENCE }],
      policy: 'policy.yaml',
      plan: birth.limit === null ? 'unlimited' : { metered: birth.limit },
      account: { file: 'account.yaml' },
      connect: { listen: '127.0.0.1:1' },
    }),
  ),
);
const policy = must(
  await readPolicyFile(
    await write('policy.yaml', {
      version: 1,
      rules: [
        {
          name: 'deploy',
          match: { repository_id: '1', repository_owner_id: '2' },
          grant: {
            server: SERVER.name,
            vaults: VAULTS.map(({ name }) => `${name},r`),
            lifetime_max: `${LIFETIME_MAX}s`,
          },
        },
      ],
    }),
  ),
);
const broker = must(
  await start({
    config,
    policy,
    controlPlane,
    leases,
    clock,
    timer,
    ids: systemIds,
    timings: TIMINGS,
    // Named like the database's own files, so that it is searched for secrets with them.
    log: pino(
      { level: 'debug' },
      destination({ dest: join(birth.directory, 'connect-token.db-log'), sync: true }),
    ),
  }),
);

process.on('disconnect', () => process.exit(0));
process.on('message', (asked: Asked) => {
  switch (asked.ask) {
    case 'doom':
      fate.doom(asked.point, asked.visitsBefore);
      break;
    case 'end':
      void end(asked);
      break;
  }
});
tell({ url: broker.url });

/** As the webhook and an operator end them: in the store, for the reaper to finish. */
async function end({ number, which, reason, over }: Asked & { ask: 'end' }): Promise<void> {
  const newStamp = () => ({ id: systemIds.ulid(), at: clock.now() });
  const ended = await leases.endAll(which, { reason, limit: 200, over, note: null }, newStamp);
  tell({ ended: number, leases: ended.length });
}
