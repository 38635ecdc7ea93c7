import { VAULT_TEXT_MAX } from '@connect-token/core';

/** Tags, URLs, sections, fields: more than any form of 1Password shows, and few enough to open an item in no time. */
export const PARTS_MAX = 200;

/** Titles, labels, tags, ids: UTF-16 units. */
export const NAME_MAX = VAULT_TEXT_MAX;

/** UTF-16 units. Larger than the largest key or certificate chain, far below the limit of the file. */
export const VALUE_MAX = 65_536;

/** UTF-16 units of all values of an item together: it is sealed and opened as one, on the loop that serves everybody. */
export const VALUES_MAX = 1_048_576;

/** UTF-16 units. What browsers and servers agree on. */
export const URL_MAX = 4_096;

/** Files of one item. */
export const FILES_MAX = 20;

/** Bytes. A file is sealed and opened as one; what is larger belongs elsewhere than in a secret store. */
export const FILE_BYTES_MAX = 1_048_576;
