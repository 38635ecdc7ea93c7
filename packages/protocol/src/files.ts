export * from './config-file.ts';
export type { Listen } from './config-scalar.ts';
export type { GitHubConfig } from './github-entry.ts';
export * from './policy-file.ts';
export * from './secret-file.ts';
export * from './yaml.ts';
