export * from './config-file.ts';
export * from './policy-file.ts';
export * from './yaml.ts';
