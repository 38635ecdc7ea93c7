export * from './id-token-endpoint.ts';
export * from './runner.ts';
export * from './runner-files.ts';
export * from './runner-log.ts';
