/** One step forward. Released steps never change: a store that has taken one is never asked to take it again. */
export interface Migration {
  /** Such as `0001-leases`: the number is the schema version that the step leads to. */
  readonly name: string;
  /** SQL statements, run in the one transaction of all the steps that a store lacks. */
  readonly sqlite: string;
  /**
   * The same tables, columns, checks and indexes for PostgreSQL: `bigint` for instants and counts, `smallint` for what is 0 or 1,
   * `bytea` for bytes, `COLLATE "C"` for texts that are sorted, so that both databases sort alike.
   */
  readonly postgres: string;
}
