import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Lets a service close as soon as what runs is answered, and no sooner. By itself Node takes an answer that is handed over and still
 * being sent for an idle connection, and cuts it; and it waits for one that hasn't sent a whole request yet, until its time is up.
 */
export function hangUpOnClose(app: FastifyInstance): void {
  const quiet = new Set<Socket>();
  const running = new Set<ServerResponse>();
  let closing = false;
  app.server.on('connection', (socket) => {
    if (closing) socket.destroy();
    else quiet.add(socket);
    socket.once('close', () => quiet.delete(socket));
  });
  app.addHook('onRequest', (request, { raw: response }, done) => {
    const { socket } = request.raw;
    quiet.delete(socket);
    running.add(response);
    response.once('close', () => {
      running.delete(response);
      if (!socket.destroyed) quiet.add(socket);
    });
    done();
  });
  // Tells the client not to use the connection again.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of quiet) socket.destroy();
    await Promise.all([...running].map((response) => once(response, 'close')));
  });
}
