/** One step forward. Released steps never change: a store that has taken one is never asked to take it again. */
export interface Migration {
  /** Such as `0001-leases`: the number is the schema version that the step leads to. */
  readonly name: string;
  /** SQL statements, run in the one transaction of all the steps that a store lacks. */
  readonly sql: string;
}
