export * from './clocks.ts';
export * from './id-token.ts';
export * from './input.ts';
export * from './mask.ts';
export * from './reference.ts';
export * from './report.ts';
export * from './rfc3339.ts';
