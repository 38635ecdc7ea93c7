/** Rows of a page: enough for most accounts in one, few enough for one answer. */
export const PAGE_LIMIT_MAX = 1_000;
export const PAGE_LIMIT_DEFAULT = 100;
