import { ownVersion } from '../version.ts';

/** The version of 1Password CLI whose words are spoken here. */
const SPOKEN = '2.30.0';

/** Build metadata says whose it is: checks of a version don't see it (Semantic Versioning, build metadata), people do. */
export const opVersion = (): string => `${SPOKEN}+connect-token.${ownVersion()}`;
