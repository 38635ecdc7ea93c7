import type { LeaseSelector } from '@connect-token/core';

/** By what one lease is found: each is unique, and has an index. */
export const SELECTED_BY = {
  id: 'id',
  key: 'key',
  token: 'token_sha256',
} as const satisfies Record<LeaseSelector['by'], string>;

export function selected(which: LeaseSelector): string {
  switch (which.by) {
    case 'id':
      return which.leaseId;
    case 'key':
      return which.key;
    case 'token':
      return which.sha256;
  }
}
