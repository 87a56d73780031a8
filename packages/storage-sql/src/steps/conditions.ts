import { type Expression, sql, type SqlBool } from "kysely"

/** That a call waits. The words are those of the due index: a database uses a partial index only where it sees them. */
export const waiting = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('registered', 'retry')`

/**
 * That an attempt of a workspace lives, in the words of the index of what lives, and from the workspace's mark on. They say
 * more than is needed, and so do those of the index by phone, so that each question can be answered from one of the two
 * only: where nearly nothing lives both look alike to Postgres, but one has the mark, and the other one the phone.
 */
export const liveOf = (workspace: Expression<string>): Expression<SqlBool> => {
  const mark = sql`(select workspace.live_mark from workspace where workspace.workspace_id = ${workspace})`
  const own = sql`attempt.workspace_id = ${workspace} and attempt.id > ${mark}`
  return sql<SqlBool>`attempt.ended_at is null and attempt.number_id <> '' and ${own}`
}

/** That an attempt of any workspace lives, in the words of the same index. */
export const liveAnywhere: Expression<SqlBool> = sql<SqlBool>`attempt.ended_at is null and attempt.number_id <> ''`

/** That an attempt lives, in the words of the index by phone. */
export const liveByPhone: Expression<SqlBool> = sql<SqlBool>`attempt.ended_at is null and attempt.epoch >= 0`

/** That time may change a campaign, in the words of its index. */
export const advancing = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('scheduled', 'ongoing', 'paused')`

/** That a campaign is over: it never dials again. */
export const isOver = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} in ('completed', 'failed', 'canceled')`
