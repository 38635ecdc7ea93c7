import type { OwnedItems } from '@connect-token/account/items';

export type Call = keyof OwnedItems;

/** What crosses the socket: every method of the port, or this doesn't compile. */
const METHODS: Readonly<Record<Call, true>> = {
  vaults: true,
  list: true,
  item: true,
  create: true,
  replace: true,
  delete: true,
  planImport: true,
  import: true,
  export: true,
};

export const CALLS = Object.keys(METHODS) as readonly Call[];

/** The version of the program is part of the path: two that differ don't read each other's values. */
export const pathOf = (call: Call, version: string): string => `/${version}/${call}`;
