import type { OwnedItems } from '@connect-token/account/items';

/** What crosses the socket: the port, method by method. */
export const CALLS = [
  'vaults',
  'list',
  'item',
  'create',
  'replace',
  'delete',
  'planImport',
  'import',
  'export',
] as const satisfies readonly (keyof OwnedItems)[];

export type Call = (typeof CALLS)[number];

/** Compiles while no method of the port is left out. */
type Missing = Exclude<keyof OwnedItems, Call>;
export const everyMethod: Missing extends never ? true : never = true;

/** The version of the program is part of the path: two that differ don't read each other's values. */
export const pathOf = (call: Call, version: string): string => `/${version}/${call}`;
