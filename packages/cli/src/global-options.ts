import { FORMATS, type OptionSpec } from './command.ts';

/** They stand anywhere on the line; each has an environment variable, which it overrides. */
export const globalOptions: readonly OptionSpec[] = [
  {
    name: 'data-dir',
    value: 'directory',
    about: 'the account in this data directory, as its owner (CONNECT_TOKEN_DATA_DIR)',
  },
  {
    name: 'config',
    short: 'c',
    value: 'file',
    about: 'the configuration of `connect serve`: its data directory and sealing key (CONNECT_TOKEN_CONFIG)',
  },
  {
    name: 'broker',
    value: 'url',
    about:
      'the account of a running broker, with the credential in CONNECT_TOKEN_CREDENTIAL (CONNECT_TOKEN_BROKER)',
  },
  { name: 'format', value: 'format', choices: FORMATS, about: 'human-readable or json (OP_FORMAT)' },
  { name: 'yes', short: 'y', about: 'do not ask before what can not be taken back' },
  { name: 'verbose', about: 'tell the credits in use after each change, on stderr' },
];
