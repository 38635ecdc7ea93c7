/** The reader of account files, for who has no account at hand: a command that speaks to a broker. */
export { readAccountFile } from './account-file.ts';
