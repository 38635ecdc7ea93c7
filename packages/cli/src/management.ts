import type { Rekeyed, SealingKey } from '@connect-token/account';
import type { OwnedItems } from '@connect-token/account/items';
import type { Credentials, Failure, Management, NonEmpty, Result } from '@connect-token/core';
import type { AccountPlace } from './place.ts';

/** The owner's items, opened where a command is about them. */
export type OpenItems = () => Promise<Result<OwnedItems, NonEmpty<Failure>>>;

/** Seals everything of the account under another key, which its process alone can. `onProgress`: as `rekeyAccount` tells it. */
export type Rekey = (
  to: SealingKey,
  onProgress?: (resealed: number, total: number) => void,
) => Promise<Result<Rekeyed, NonEmpty<Failure>>>;

/** An account that is open for its managers, until it is closed. */
export interface OpenManagement {
  readonly management: Management;
  /** Management credentials: the owner's, whatever the port for them says to others. */
  readonly credentials: Credentials;
  readonly items: OpenItems;
  readonly rekey: Rekey;
  /** A running process has it: others may change it meanwhile. Else nobody can until it is closed. */
  readonly shared: boolean;
  close(): Promise<void>;
}

/**
 * The account at a place: a free data directory is opened by this process, one that a running process owns is reached through
 * that process's socket, both as the owner; a broker with the credential in `CONNECT_TOKEN_CREDENTIAL`. Nothing is ever made:
 * a directory without an account fails with `DATA_DIRECTORY_UNUSABLE`.
 */
export async function openManagement(
  place: AccountPlace,
  env: Record<string, string | undefined>,
): Promise<Result<OpenManagement, NonEmpty<Failure>>> {
  // Neither way waits for the imports of the other.
  switch (place.kind) {
    case 'broker': {
      const { openBroker } = await import('./open-broker.ts');
      return openBroker(place.broker, env);
    }
    case 'directory': {
      const { openDirectory } = await import('./open-directory.ts');
      return openDirectory(place, env);
    }
  }
}
