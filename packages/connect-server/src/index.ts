export { LIMITS, type Limits } from './limits.ts';
export { type LineSink, lineSink } from './line-sink.ts';
export { type ConnectServerDeps, type RunningConnectServer, start } from './start.ts';
export { CONNECT_VERSION } from './version.ts';
