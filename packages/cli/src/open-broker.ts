import { dirname, join } from 'node:path';
import {
  createLightHttp,
  createRemoteCredentials,
  createRemoteManagement,
  createSocketHttp,
  type RemoteOptions,
  systemTime,
} from '@connect-token/broker-client/management';
import { err, type Failure, type NonEmpty, ok, type Result, secret } from '@connect-token/core';
import { isCredential, secureOrigin } from '@connect-token/protocol/management-client';
import { ITEMS_SOCKET } from './items-socket/place.ts';
import type { OpenManagement } from './management.ts';

type Env = Record<string, string | undefined>;

const CREDENTIAL_VARIABLE = 'CONNECT_TOKEN_CREDENTIAL';

/** A broker's account over the network, in the hands of whoever the credential names. */
export async function openBroker(url: string, env: Env): Promise<Result<OpenManagement, NonEmpty<Failure>>> {
  const text = env[CREDENTIAL_VARIABLE] ?? '';
  // No child process and no crash report inherits it.
  delete env[CREDENTIAL_VARIABLE];
  const origin = secureOrigin(url);
  if (origin === null) return err([{ code: 'URL_INSECURE', url, name: '--broker' }]);
  if (text === '') {
    const problem = `\`${CREDENTIAL_VARIABLE}\` is empty: a broker wants a management credential, which \`connect credential create\` makes`;
    return err([{ code: 'USAGE_INVALID', problem, instead: null }]);
  }
  if (!isCredential(text))
    return err([{ code: 'CREDENTIAL_INVALID', problem: `in \`${CREDENTIAL_VARIABLE}\` is malformed` }]);
  const refused = async () => err([{ code: 'CREDENTIAL_RIGHT_MISSING', right: 'owner' }] as const);
  const http = createLightHttp(systemTime);
  return openRemote({ origin, credential: secret(text), http }, { items: refused, rekey: refused });
}

/** The account of a running process, as the owner of its data directory: who can reach the socket is. */
export const openSocket = (socketPath: string): Promise<Result<OpenManagement, NonEmpty<Failure>>> =>
  openRemote(
    { socketPath, http: createSocketHttp(socketPath, systemTime) },
    {
      items: async () => {
        const { remoteItems } = await import('./items-socket/client.ts');
        return ok(remoteItems(join(dirname(socketPath), ITEMS_SOCKET)));
      },
      rekey: async () => err([{ code: 'DATA_DIRECTORY_OWNED', path: dirname(socketPath), pid: null }]),
    },
  );

async function openRemote(
  options: RemoteOptions,
  owned: Pick<OpenManagement, 'items' | 'rekey'>,
): Promise<Result<OpenManagement, NonEmpty<Failure>>> {
  const close = (): Promise<void> => options.http.close();
  const management = await createRemoteManagement(options);
  if (management.ok)
    return ok({
      management: management.value,
      credentials: createRemoteCredentials(options),
      ...owned,
      shared: true,
      close,
    });
  await close();
  return err([management.error]);
}
