import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Below the range from which Linux takes ports for outgoing connections (32768 and up), so that between this look and the
 * moment at which the port is used no connection of a busy test run can land on it.
 */
const PORT_MIN = 20_000;
const PORT_MAX = 32_000;
const TRIES_MAX = 50;

/**
 * A port on 127.0.0.1 that nothing listens on at the moment, for programs that must know their address beforehand; the wished
 * one where it is free. Nobody else gets it from here for as long as this process runs, whether or not anything listens on it: tests
 * that run at the same time don't meet, and an address at which nobody shall answer stays one.
 */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && (await take(wished))) return wished;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (await take(port)) return port;
  }
  throw new Error(`no free port in ${TRIES_MAX} tries between ${PORT_MIN} and ${PORT_MAX}`);
}

const take = async (port: number): Promise<boolean> => (await reserve(port)) && (await isFree(port));

/** The UDP port of the same number stands for it: of all processes one at most has that, and loses it with its life, however it ends. */
const reserve = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
