import type { ConnectAccess } from '@connect-token/account';
import { CONNECT_VERSION } from './version.ts';

export interface Health {
  readonly name: string;
  /** The level of the API, as in the header of every answer. */
  readonly version: string;
  readonly dependencies: readonly {
    readonly service: string;
    readonly status: 'ACTIVE' | 'UNAVAILABLE';
  }[];
}

const NAME = 'connect-token Connect API, not affiliated with or endorsed by 1Password (AgileBits Inc.)';

/** An id that no vault is given: looking it up takes a whole round trip through the account's store and finds nothing. */
const NOBODYS_ID = '0'.repeat(26);

/** Asked without a token, so it says whether the account answers and nothing of what is in it. */
export async function readHealth(connect: ConnectAccess): Promise<Health> {
  const status = await connect.vault(NOBODYS_ID).then(
    () => 'ACTIVE' as const,
    () => 'UNAVAILABLE' as const,
  );
  return { name: NAME, version: CONNECT_VERSION, dependencies: [{ service: 'account', status }] };
}
