import { type Expression, sql, type SqlBool } from "kysely"

/** That a call waits. The words are those of the due index: a database uses a partial index only where it sees them. */
export const waiting = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('registered', 'retry')`

/** That time may change a campaign, in the words of its index. */
export const advancing = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('scheduled', 'ongoing', 'paused')`

/** That a campaign is over: it never dials again. */
export const isOver = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('completed', 'failed', 'canceled')`
