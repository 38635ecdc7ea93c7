import type { ItemAction, ItemProblem } from '@connect-token/account';
import type { NonEmpty } from '@connect-token/core';

/**
 * Every way in which a call of the Connect API is refused, with its evidence. Each becomes a status and a message, which are all
 * that clients of this API understand; our own codes stay in here and in the log.
 */
interface Evidence {
  SIGNATURE_INVALID: object;
  TOKEN_NOT_VALID: object;
  VAULT_OUT_OF_REACH: { readonly vaultId: string };
  PERMISSION_MISSING: { readonly action: ItemAction };
  VAULT_ID_MALFORMED: object;
  ITEM_ID_MALFORMED: object;
  FILE_ID_MALFORMED: object;
  FILTER_MALFORMED: { readonly allowed: readonly string[] };
  PARAMETER_MALFORMED: { readonly name: string; readonly allowed: string };
  PARAMETER_REPEATED: { readonly name: string };
  VAULT_ABSENT: object;
  ITEM_ABSENT: object;
  FILE_ABSENT: object;
  /** Of the item, by all that is wrong with it. */
  ITEM_INVALID: { readonly problems: NonEmpty<ItemProblem> };
  FILES_TOO_LARGE: { readonly limitBytes: number };
  ROUTE_UNKNOWN: object;
  METHOD_NOT_ALLOWED: { readonly allowed: readonly string[] };
  REQUEST_MALFORMED: { readonly problem: string };
  REQUEST_TOO_SLOW: object;
  BODY_REFUSED: object;
  BODY_TOO_LARGE: { readonly limitBytes: number };
  BODY_NOT_JSON: object;
  URL_TOO_LONG: { readonly limitBytes: number };
  HEADERS_TOO_LARGE: { readonly limitBytes: number };
  EXPECTATION_UNKNOWN: object;
  UNAVAILABLE: object;
  BROKEN: object;
}

export type RefusalCode = keyof Evidence;

export type RefusalOf<C extends RefusalCode> = { [K in C]: { readonly code: K } & Evidence[K] }[C];

export type Refusal = RefusalOf<RefusalCode>;

/** The body of every answer that isn't a success; clients crash where a key is missing. Seen with Ansible's collection and the Python SDK. */
export interface RefusalBody {
  readonly status: number;
  readonly message: string;
}

interface Entry<C extends RefusalCode> {
  readonly status: number;
  readonly message: (refusal: RefusalOf<C>) => string;
}

/**
 * The one table from refusals to the wire. The texts of a token that doesn't serve, and of malformed ids, are those that clients
 * know; a path that exists for other methods is told from one that doesn't, because that is no secret and saves a search.
 * Source: 1password.dev, "Connect Server API reference"; docs/differences.md.
 */
const REFUSALS: { readonly [C in RefusalCode]: Entry<C> } = {
  SIGNATURE_INVALID: { status: 401, message: () => 'Invalid token signature' },
  TOKEN_NOT_VALID: { status: 401, message: () => 'Invalid bearer token' },
  VAULT_OUT_OF_REACH: {
    status: 403,
    message: ({ vaultId }) => `Authorization: token does not have access to vault ${vaultId}`,
  },
  PERMISSION_MISSING: {
    status: 403,
    message: ({ action }) => `token does not have permission to perform ${action} on vault`,
  },
  VAULT_ID_MALFORMED: { status: 400, message: () => 'Invalid Vault UUID' },
  ITEM_ID_MALFORMED: { status: 400, message: () => 'Invalid Item UUID' },
  FILE_ID_MALFORMED: { status: 400, message: () => 'Invalid File UUID' },
  FILTER_MALFORMED: {
    status: 400,
    message: ({ allowed }) => `the filter is not one comparison: allowed is ${allowed.join(', ')}`,
  },
  PARAMETER_MALFORMED: { status: 400, message: ({ name, allowed }) => `${name} is not ${allowed}` },
  PARAMETER_REPEATED: {
    status: 400,
    message: ({ name }) => `more than one ${name} is given, allowed is one`,
  },
  VAULT_ABSENT: { status: 404, message: () => 'there is no such vault' },
  ITEM_ABSENT: { status: 404, message: () => 'there is no such item in this vault' },
  FILE_ABSENT: { status: 404, message: () => 'there is no such file of an item in this vault' },
  ITEM_INVALID: { status: 400, message: ({ problems }) => formatProblems(problems) },
  FILES_TOO_LARGE: {
    status: 413,
    message: ({ limitBytes }) =>
      `files of more than ${limitBytes} bytes are not sent within JSON: read them at their content_path`,
  },
  ROUTE_UNKNOWN: { status: 404, message: () => 'there is nothing at this path' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: ({ allowed }) => `this path can only be asked with ${allowed.join(', ')}`,
  },
  REQUEST_MALFORMED: { status: 400, message: ({ problem }) => problem },
  REQUEST_TOO_SLOW: { status: 408, message: () => 'the request took too long to arrive' },
  BODY_REFUSED: { status: 413, message: () => 'a request with this method has no body' },
  BODY_TOO_LARGE: { status: 413, message: ({ limitBytes }) => `the body is larger than ${limitBytes} bytes` },
  BODY_NOT_JSON: {
    status: 415,
    message: () => 'the body has to be JSON in UTF-8, as it is, with the Content-Type application/json',
  },
  URL_TOO_LONG: { status: 414, message: ({ limitBytes }) => `the URL is longer than ${limitBytes} bytes` },
  HEADERS_TOO_LARGE: {
    status: 431,
    message: ({ limitBytes }) => `the headers are larger than ${limitBytes} bytes`,
  },
  EXPECTATION_UNKNOWN: { status: 417, message: () => 'the only expectation that is met is 100-continue' },
  UNAVAILABLE: { status: 503, message: () => 'the account does not answer at the moment' },
  BROKEN: { status: 500, message: () => 'something broke in here; the log tells more' },
};

export const refusalCodes = (): readonly RefusalCode[] => Object.keys(REFUSALS) as RefusalCode[];

export function formatRefusal(refusal: Refusal): RefusalBody {
  const { status, message } = REFUSALS[refusal.code] as Entry<RefusalCode>;
  return { status, message: message(refusal) };
}

/** Enough to repair a request with, and no more than a log line of a client holds. */
const PROBLEMS_TOLD = 20;

function formatProblems(problems: readonly ItemProblem[]): string {
  const told = problems
    .slice(0, PROBLEMS_TOLD)
    .map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`));
  const more = problems.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
