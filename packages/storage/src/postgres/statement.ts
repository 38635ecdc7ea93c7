import { createHash } from 'node:crypto';

/** Statements that each connection keeps parsed and planned: several times what the product has. */
const STATEMENTS_MAX = 256;

/** Longer ones are inserts of many rows, each with a text of its own. */
const TEXT_MAX = 4_000;

const names = new Map<string, string>();

/** Under its name a statement is parsed once a connection. The same text has the same name everywhere. */
export function statementName(sql: string): { readonly name?: string } {
  const known = names.get(sql);
  if (known !== undefined) return { name: known };
  if (sql.length > TEXT_MAX || names.size >= STATEMENTS_MAX) return {};
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
  names.set(sql, name);
  return { name };
}
