import type { ImportedVault } from '@connect-token/account/items';
import type { Failure, NonEmpty, Result } from '@connect-token/core';

/** What a file holds for an account, and what of it is left behind. */
interface ImportFile {
  readonly vaults: readonly ImportedVault[];
  /** Sentences for a person. */
  readonly notes: readonly string[];
}

export type ReadFile = Result<ImportFile, NonEmpty<Failure>>;
