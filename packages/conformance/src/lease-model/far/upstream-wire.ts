import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CallFailure,
  type Capabilities,
  type ControlPlane,
  err,
  type IssuedToken,
  ok,
  type Result,
  secret,
} from '@connect-token/core';

/** A control plane that outlives its callers: they reach it over HTTP. */
export interface ServedUpstream {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveUpstream(plane: ControlPlane): Promise<ServedUpstream> {
  const answer = async (call: string, argument: unknown): Promise<unknown> => {
    switch (call) {
      case 'vaults':
        return plane.vaults.list();
      case 'servers':
        return plane.servers.list();
      case 'list':
        return plane.tokens.list();
      case 'delete':
        return plane.tokens.delete(argument as string);
      case 'create': {
        const created = await plane.tokens.create(
          argument as Parameters<ControlPlane['tokens']['create']>[0],
        );
        return created.ok ? ok({ token: created.value.token, text: created.value.secret.reveal() }) : created;
      }
    }
    throw new Error(`nobody calls ${call}`);
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { call, argument } = JSON.parse(Buffer.concat(chunks).toString());
      // What a caller ordered happens, whether or not the caller lives to hear of it.
      answer(call, argument).then(
        (value) => response.end(JSON.stringify(value)),
        () => response.destroy(),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The caller's side. */
export function wiredUpstream(url: string, capabilities: Capabilities): ControlPlane {
  const ask = async <T>(call: string, argument: unknown = null): Promise<Result<T, CallFailure>> => {
    try {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ call, argument }) });
      return (await response.json()) as Result<T, CallFailure>;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'no answer';
      return err({ effect: 'unknown', failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: why } });
    }
  };
  return {
    capabilities,
    vaults: { list: () => ask('vaults') },
    servers: { list: () => ask('servers') },
    tokens: {
      create: async (order) => {
        const made = await ask<{ readonly token: IssuedToken['token']; readonly text: string }>(
          'create',
          order,
        );
        return made.ok ? ok({ token: made.value.token, secret: secret(made.value.text) }) : made;
      },
      list: () => ask('list'),
      delete: (id) => ask('delete', id),
    },
  };
}
