export type { BrokerDeps } from './broker.ts';
export { LIMITS, type Limits } from './limits.ts';
export { resolveLocations } from './locations.ts';
export { type ManagementDeps, type RunningManagement, startManagement } from './management/start.ts';
export { type RunningBroker, start } from './start.ts';
