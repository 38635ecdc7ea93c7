import { Agent, request } from 'node:http';
import type { ReadClient } from './read-client.ts';

/** Node's own HTTP client, its connections kept. By events: what reads an answer with less code asks half as often. */
export function nodeClient(url: string, connections: number): ReadClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    open: async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      return (path) =>
        new Promise((resolve, reject) => {
          request(`${url}${path}`, { agent, headers }, (response) => {
            let text = '';
            response
              .setEncoding('utf8')
              .on('data', (piece: string) => {
                text += piece;
              })
              .on('end', () => {
                if (response.statusCode === 200) resolve(Buffer.byteLength(text));
                else reject(new Error(`${response.statusCode}: ${text.slice(0, 200)}`));
              })
              .on('error', reject);
          })
            .on('error', reject)
            .end();
        });
    },
    close: () => agent.destroy(),
  };
}
