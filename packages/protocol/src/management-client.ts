// What calls the management API, and what is remembered of a credential: without the schema library, which takes longer to load
// than a command may.
export * from './management/address.ts';
export * from './management/answer.ts';
export * from './management/convert/audit.ts';
export * from './management/convert/credential.ts';
export * from './management/convert/credits.ts';
export * from './management/convert/group.ts';
export * from './management/convert/instant.ts';
export * from './management/convert/record.ts';
export * from './management/convert/server.ts';
export * from './management/convert/token.ts';
export * from './management/convert/usage.ts';
export * from './management/convert/vault.ts';
export * from './management/credential-text.ts';
export type { AnswerOf, BodyOf, OperationId } from './management/operations.ts';
export * from './management/page-limit.ts';
export type { Problem } from './management/problem.ts';
export * from './origin.ts';
