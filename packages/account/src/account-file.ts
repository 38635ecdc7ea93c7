import type { FailureOf, NonEmpty, Result } from '@connect-token/core';
import { type FileFailure, parseYaml, readYamlFile, type YamlFile } from '@connect-token/protocol/yaml';
import { type AccountContent, accountSchema } from './account-schema.ts';
import type { GrantRules } from './grant-entry.ts';

export type AccountFile = YamlFile<AccountContent>;

/** Bytes. Files of items stand in it, in base 64. */
const ACCOUNT_FILE_BYTES_MAX = 16 * 1024 * 1024;

/** The values of fields are secrets: of the file's words, a mistake repeats names, labels and ids. */
const MANNERS = { holdsSecrets: true, bytesMax: ACCOUNT_FILE_BYTES_MAX };

/** The account of a file. Fails with every mistake of the file, each with its line and what is allowed. */
export const readAccountFile = (
  path: string,
  rules: GrantRules,
): Promise<Result<AccountFile, NonEmpty<FileFailure>>> => readYamlFile(path, accountSchema(rules), MANNERS);

/** The pure half of `readAccountFile`: `path` is only named in failures. */
export const parseAccountFile = (
  path: string,
  bytes: Uint8Array,
  rules: GrantRules,
): Result<AccountContent, NonEmpty<FailureOf<'FILE_MALFORMED'>>> =>
  parseYaml(path, bytes, accountSchema(rules), MANNERS);
