export { createHttp as createLightHttp, createSocketHttp, type Http } from './http.ts';
export { createRemoteCredentials } from './management/credentials.ts';
export { createRemoteManagement } from './management/management.ts';
export type { RemoteOptions } from './management/wire.ts';
export { systemTime } from './time.ts';
