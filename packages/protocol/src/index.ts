export * from './handle.ts';
export * from './origin.ts';
export * from './sts.ts';
export * from './sts-errors.ts';
export * from './workload.ts';
