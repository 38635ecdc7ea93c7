import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ReadClient } from './read-client.ts';

/**
 * Just enough HTTP/1.1, because a whole client costs more than what is measured. On loopback the sender of an answer wakes a client that
 * sleeps, which on a virtual machine takes longer than many an answer: where it stays awake, a service is charged with its own work alone.
 */
export function leanClient(url: string, awake: boolean): ReadClient {
  const { hostname, port, host } = new URL(url);
  const sockets: Socket[] = [];
  const letSleep = awake ? stayAwake() : () => {};
  return {
    open: async (token) => {
      const socket = connect(Number(port), hostname).setNoDelay();
      sockets.push(socket);
      await once(socket, 'connect');
      const requests = new Map<string, string>();
      return (path) => {
        const request =
          requests.get(path) ??
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
        requests.set(path, request);
        return exchange(socket, request);
      };
    },
    close: () => {
      letSleep();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Looks for answers without waiting for them, until it is told to stop. */
function stayAwake(): () => void {
  let next: NodeJS.Immediate;
  const look = (): void => {
    next = setImmediate(look);
  };
  look();
  return () => clearImmediate(next);
}

/** Answers with the bytes of the body, as sent. */
function exchange(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let begun = false;
    let length: number | null = null;
    let bytes = 0;
    let tail = '';
    const take = (chunk: Buffer): void => {
      let body: Buffer = chunk;
      if (!begun) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200 ')) {
          settle(() => reject(new Error(head.slice(0, 200))));
          return;
        }
        const given = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end + 2));
        length = given === null ? null : Number(given[1]);
        body = chunk.subarray(chunk.length - (head.length - end - 4));
        begun = true;
      }
      bytes += body.length;
      if (length === null) tail = (tail + body.subarray(-5).toString('latin1')).slice(-5);
      if (length === null ? tail === '0\r\n\r\n' : bytes >= length) settle(() => resolve(bytes));
    };
    const settle = (how: () => void): void => {
      socket.off('data', take).off('error', reject);
      how();
    };
    socket.on('data', take).once('error', reject);
    socket.write(request);
  });
}
