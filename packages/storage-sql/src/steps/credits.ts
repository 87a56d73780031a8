import { type Balance, type NotFound, post, type Posting, type WorkspaceId } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { balanceOf, postingOf, postingRow } from "../rows/credit.ts"
import { ask, askFirst, type Step, tell, write } from "../step.ts"
import type { CreditBalanceTable } from "../tables.ts"
import { found } from "./known.ts"
import { putSpending } from "./spending.ts"

/** The balance of a workspace as it is kept, for a step that will add to the ledger: nobody else does until its end. */
export function* openBalance(
  { db, rowLocks }: Dialect,
  workspaceId: WorkspaceId
): Step<CreditBalanceTable | undefined> {
  return yield* askFirst(
    db.selectFrom("credit_balance").selectAll().where("workspace_id", "=", workspaceId)
      .$if(rowLocks, (query) => query.forUpdate())
  )
}

/**
 * Add lines to the ledger, and keep beside it the balance, and what campaigns have spent. Answers with the balance after
 * them.
 */
export function* book(dialect: Dialect, before: CreditBalanceTable, postings: ReadonlyArray<Posting>): Step<Balance> {
  const balance = post(balanceOf(before), postings)
  if (postings.length === 0) return balance
  const { lines, workspace_id } = before
  yield* write(insertRows(dialect, "posting", postings.map((posting, n) => postingRow(posting, lines + 1 + n))))
  yield* tell(
    dialect.db.updateTable("credit_balance").set({ ...balance, lines: lines + postings.length })
      .where("workspace_id", "=", workspace_id)
  )
  yield* putSpending(dialect, workspace_id, postings)
  return balance
}

/** What a workspace has. */
export function* balance({ db }: Dialect, workspaceId: WorkspaceId): Step<Balance, NotFound> {
  const row = yield* askFirst(db.selectFrom("credit_balance").selectAll().where("workspace_id", "=", workspaceId))
  return balanceOf(yield* found(row, "workspace", workspaceId))
}

/** The whole ledger, in the order in which it was written. */
export function* ledger({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyArray<Posting>> {
  const rows = yield* ask(
    db.selectFrom("posting").selectAll().where("workspace_id", "=", workspaceId).orderBy("number")
  )
  return rows.map(postingOf)
}
