// What is known of a database connection, whichever library made it.

export interface Connection {
  /** File name without its folder; undefined while it can't be told. */
  readonly namespace: string | undefined;
  /** True when looking at a query plan can be noticed by nobody: no statement log, no authorizer. */
  isUnwatched(): boolean;
  /** True when the database is open and in no transaction. */
  isIdle(): boolean;
  /** `detail` of each row of EXPLAIN QUERY PLAN, by functions that we didn't patch. Never runs the statement. */
  explain(sql: string): readonly string[];
}
