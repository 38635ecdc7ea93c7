import { link, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ManagementHouse, openManagementHouse } from '../testing/management-house.ts';
import { listenOnSocket } from './socket.ts';

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe('the socket of a running broker', () => {
  let house: ManagementHouse;
  beforeEach(async () => {
    house = await openManagementHouse();
  });
  afterEach(() => house.close());

  test('can be opened by its owner alone, and nothing else of it is left in the directory', async () => {
    expect(house.socketPath).toBe(join(house.directory, 'management.sock'));
    expect(await modeOf(house.socketPath)).toBe('600');
    expect((await readdir(house.directory)).filter((name) => name.startsWith('.s-'))).toEqual([]);
    const { status, body } = await house.local('GET', '/api/v1/caller');
    expect({ status, actor: body.actor }).toEqual({ status: 200, actor: { kind: 'owner' } });
  });

  test('is gone once it is closed', async () => {
    await house.stop();
    await expect(stat(house.socketPath)).rejects.toThrow('ENOENT');
  });
});

describe('a socket', () => {
  let directory: string;
  const opened: { close(): unknown }[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ct-socket-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((server) => server.close()));
    await rm(directory, { recursive: true });
  });

  const listen = (path: string) => {
    const app = fastify({ logger: false });
    opened.push(app);
    app.get('/', async () => 'here');
    return listenOnSocket(app, path);
  };

  /** What a process that was killed leaves behind. */
  const leaveStale = async (path: string): Promise<void> => {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(`${path}.old`, resolve));
    await link(`${path}.old`, path);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };

  const answers = (path: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(path, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });

  test('takes the place of a stale one', async () => {
    const path = join(directory, 'management.sock');
    await leaveStale(path);
    expect(await answers(path)).toBe(false);
    expect(await listen(path)).toEqual({ ok: true, value: undefined });
    expect(await answers(path)).toBe(true);
    expect(await modeOf(path)).toBe('600');
  });

  test('whose path is too long is refused, before anything is made', async () => {
    const deep = join(directory, 'd'.repeat(100));
    await mkdir(deep);
    expect(await listen(join(deep, 'management.sock'))).toMatchObject({
      ok: false,
      error: { code: 'LISTEN_FAILED', cause: 'the path of a socket has at most 103 bytes' },
    });
    expect(await readdir(deep)).toEqual([]);
  });

  test('with a directory in its way, or without one around it, is refused and leaves nothing', async () => {
    const path = join(directory, 'management.sock');
    await mkdir(path);
    await writeFile(join(path, 'file'), '');
    expect(await listen(path)).toMatchObject({ ok: false, error: { code: 'LISTEN_FAILED', address: path } });
    expect(await readdir(directory)).toEqual(['management.sock']);
    expect(await listen(join(directory, 'gone', 'management.sock'))).toMatchObject({
      ok: false,
      error: { code: 'LISTEN_FAILED', cause: 'there is no such directory' },
    });
  });
});
