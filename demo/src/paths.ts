import { fileURLToPath } from 'node:url';

/** Where things stand in the repository. */
const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const REPOSITORY = inRepository('.');
export const CONNECT_PROGRAM = inRepository('packages/cli/src/main.ts');
export const EXAMPLE_CONFIG = inRepository('examples/acme/connect-token.yaml');
export const EXAMPLE_ACCOUNT = inRepository('examples/acme/account.yaml');
