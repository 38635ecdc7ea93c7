import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerCpu } from './order.ts';

/** What reads are held beside: Node's own HTTP server, and an answer of so many bytes that is there already. Argument: how many. */
const [bytes = '0'] = process.argv.slice(2);
const text = JSON.stringify('x'.repeat(Number(bytes) - 2));
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': text.length };

const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(text);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
answerCpu({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
