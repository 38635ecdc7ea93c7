/**
 * The level of the Connect API that is spoken here, in a header of every answer and in `/health`. Clients compare it with the level
 * that their calls need (1.3.0 for files), and read it as three plain numbers; 1.8.1 is the level that the shapes here follow.
 * Source: 1password.dev, "Connect Server API reference"; the floor of 1.3.0: github.com/1Password/connect-sdk-go.
 */
export const CONNECT_VERSION = '1.8.1';

export const CONNECT_VERSION_HEADER = '1password-connect-version';
