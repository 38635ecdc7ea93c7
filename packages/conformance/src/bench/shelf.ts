/** The vault and the item that are read. */
export const VAULT = 'production0000000000000000';
export const ITEM = 'database000000000000000000';
