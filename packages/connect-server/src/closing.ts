import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';

export interface Closing {
  /** Whether a client is to be told not to use its connection again. */
  hasBegun(): boolean;
  close(): Promise<void>;
}

/**
 * Lets a service close as soon as what runs is answered, and no sooner. By itself Node takes an answer that is handed over and still
 * being sent for an idle connection, and cuts it; and it waits for one that hasn't sent a whole request yet, until its time is up.
 */
export function closingOf(server: Server, running: Iterable<Exchange>): Closing {
  const sockets = new Set<Socket>();
  let begun = false;
  server.on('connection', (socket) => {
    if (begun) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    hasBegun: () => begun,
    close: async () => {
      begun = true;
      const busy = new Set(Array.from(running, ({ request }) => request.socket));
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      for (let [next] = running; next !== undefined; [next] = running) await once(next.response, 'close');
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
