import { fastify } from 'fastify';
import { answerCpu } from './order.ts';

/** What reads are held beside: a route of an HTTP framework, and an answer of so many bytes that is there already. Argument: how many. */
const [bytes = '0'] = process.argv.slice(2);
const text = JSON.stringify('x'.repeat(Number(bytes) - 2));

const app = fastify();
app.get('/v1/vaults/:vault/items/:item', async (_request, reply) =>
  reply.type('application/json; charset=utf-8').send(text),
);
const url = await app.listen({ host: '127.0.0.1', port: 0 });
answerCpu({ url });
