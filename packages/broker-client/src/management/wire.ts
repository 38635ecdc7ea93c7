import type { Secret } from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol/management-client';
import type { Http } from '../http.ts';
import type { ManagementWire } from './call.ts';

/** Where a management API is, and who calls it. */
export type RemoteOptions =
  | {
      /** As `secureOrigin` gives it. Throws on any other: no credential is ever sent to a URL that nobody checked (T36, T37). */
      readonly origin: string;
      readonly credential: Secret<string>;
      /** `createHttp`. */
      readonly http: Http;
    }
  | {
      /** `management.sock` in the data directory of a running broker. */
      readonly socketPath: string;
      /** Without one the caller is the owner. */
      readonly credential?: Secret<string>;
      /** `createSocketHttp` of that path. */
      readonly http: Http;
    };

export function wireOf(options: RemoteOptions): ManagementWire {
  const { credential = null, http } = options;
  if ('socketPath' in options)
    return { base: 'http://localhost', shown: options.socketPath, credential, http };
  if (secureOrigin(options.origin) !== options.origin)
    throw new Error('invariant: the broker URL was checked');
  return { base: options.origin, shown: options.origin, credential, http };
}
