import { ok, type Secret, seconds, secret } from '@connect-token/core';
import { createBrokerClient } from '../client.ts';
import { createHttp } from '../http.ts';
import type { MintOrder } from '../mint.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { type TestTime, testTime } from './test-time.ts';

export interface Order extends MintOrder {
  /** In the order in which they were remembered. */
  readonly handles: readonly string[];
  readonly forgotten: readonly string[];
}

/** An order for `Production,r` and `Shared`, fifteen minutes, with a new ID token each time. */
export function order(more: Partial<MintOrder> = {}): Order {
  const handles: string[] = [];
  const forgotten: string[] = [];
  let idTokens = 0;
  return {
    request: {
      server: 'Production',
      scope: [
        { vault: 'Production', access: 'r', line: 1 },
        { vault: 'Shared', access: undefined, line: 2 },
      ],
      lifetime: seconds(900),
    },
    remember: (handle: Secret<string>) => {
      handles.push(handle.reveal());
    },
    forget: (handle: Secret<string>) => {
      forgotten.push(handle.reveal());
    },
    idToken: () => {
      idTokens += 1;
      return Promise.resolve(ok(secret(`id.token.${idTokens}`)));
    },
    handles,
    forgotten,
    ...more,
  };
}

export interface Scene {
  readonly server: ScriptedServer;
  readonly time: TestTime;
  readonly client: ReturnType<typeof createBrokerClient>;
  /** `token`, `revoke`, in the order of arrival. */
  paths(): readonly string[];
  close(): Promise<void>;
}

export type Step = Reply | ((time: TestTime) => Reply);

/** A client in front of a scripted server, on test time. */
export async function scene(...script: readonly Step[]): Promise<Scene> {
  const time = testTime();
  const replies = script.map((reply) => (typeof reply === 'function' ? reply(time) : reply));
  const server = await startScriptedServer(replies);
  const http = createHttp(time);
  return {
    server,
    time,
    client: createBrokerClient({ origin: server.origin, http, time }),
    paths: () => server.received.map(({ path }) => path.replace('/oauth/', '')),
    close: async () => {
      await http.close();
      await server.close();
    },
  };
}

/** The server takes the request and stays silent until the deadline passes. */
export const hang = (time: TestTime): Reply => ({ kind: 'hang', arrived: time.expire });
