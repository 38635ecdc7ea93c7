/** The reader of account files, for who has no account at hand: a command that speaks to a broker. */
export { parseAccountFile, readAccountFile } from './account-file.ts';
export { formatExport } from './owner/export-text.ts';
export { importedVaults } from './owner/imported-file.ts';
