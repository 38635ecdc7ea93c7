export { backoffMs, parseRetryAfter } from './backoff.ts';
export * from './client.ts';
export { createHttp, type Http, type HttpAnswer, type HttpFailure, type HttpRequest } from './http.ts';
export { parseJson } from './json.ts';
export type { MintOrder } from './mint.ts';
export type { GrantedVault, MintedToken } from './mint-answer.ts';
export type { RevocationState } from './revoke.ts';
export * from './time.ts';
