export { parseRetryAfter } from './backoff.ts';
export * from './client.ts';
export { type ClockOffset, type ClockWatch, watchClock } from './clock-watch.ts';
export type { CreditsWait } from './credits-wait.ts';
export type { GrantedVault } from './granted-vault.ts';
export { createHttp, type Http, type HttpAnswer, type HttpFailure, type HttpRequest } from './http.ts';
export {
  createJobClient,
  type EndedLease,
  type EndedRun,
  type EndedSwept,
  type JobClient,
} from './job-client.ts';
export { parseJson } from './json.ts';
export type { MintOrder } from './mint.ts';
export type { MintedToken } from './mint-answer.ts';
export type { Pages } from './pages.ts';
export type { PlannedMint, PlanOrder } from './plan.ts';
export type { RevocationState } from './revoke.ts';
export type { OpenLease, StandingToken, StandingTokens } from './swept.ts';
export * from './time.ts';
export { isFinal, tryAgain, type Untold } from './try-again.ts';
