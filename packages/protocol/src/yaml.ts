// What reads a file of one's own, without the schemas of all the others: each of those takes its milliseconds to build.
export * from './plan-entry.ts';
export * from './yaml-file.ts';
export * from './yaml-text.ts';
