export type { BrokerDeps } from './broker.ts';
export type { GitHubCredential, GitHubInstance } from './github/instance.ts';
export { readGitHubInstances } from './github/secret-files.ts';
export { LIMITS, type Limits } from './limits.ts';
export { resolveNames } from './locations.ts';
export { type ManagementDeps, type RunningManagement, startManagement } from './management/start.ts';
export { createMetrics, type Metrics } from './metrics/metrics.ts';
export { type RunningMetrics, startMetrics } from './metrics/start.ts';
export { type RunningBroker, start } from './start.ts';
