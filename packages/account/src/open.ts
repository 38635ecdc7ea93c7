/** Enough to open an account that is there, without the reader of account files: a command is over before that is loaded. */
export { type Account, type AccountOptions, openAccount } from './account.ts';
export { readPreviousSealingKey, readSealingKey } from './sealing-key.ts';
