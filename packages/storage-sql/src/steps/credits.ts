import { type Balance, type NotFound, post, type Posting, type WorkspaceId } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { balanceOf, postingOf, postingRow } from "../rows/credit.ts"
import { ask, askFirst, type Step, tell, write } from "../step.ts"
import type { CreditBalanceTable } from "../tables.ts"
import { found } from "./known.ts"
import { putSpending } from "./spending.ts"

const kept = ({ db }: Dialect, workspaceId: WorkspaceId) =>
  db.selectFrom("credit_balance").selectAll().where("workspace_id", "=", workspaceId)

/** The balance of a workspace as it is kept; undefined where there is no such workspace. */
export function* keptBalance(dialect: Dialect, workspaceId: WorkspaceId): Step<CreditBalanceTable | undefined> {
  return yield* askFirst(kept(dialect, workspaceId))
}

/** The same for a step that adds to the ledger: nobody else does until its end. */
export function* openBalance(dialect: Dialect, workspaceId: WorkspaceId): Step<CreditBalanceTable | undefined> {
  return yield* askFirst(kept(dialect, workspaceId).$if(dialect.rowLocks, (query) => query.forUpdate()))
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
export function* balance(dialect: Dialect, workspaceId: WorkspaceId): Step<Balance, NotFound> {
  return balanceOf(yield* found(yield* keptBalance(dialect, workspaceId), "workspace", workspaceId))
}

/** The whole ledger, in the order in which it was written. */
export function* ledger({ db }: Dialect, workspaceId: WorkspaceId): Step<ReadonlyArray<Posting>> {
  const rows = yield* ask(
    db.selectFrom("posting").selectAll().where("workspace_id", "=", workspaceId).orderBy("number")
  )
  return rows.map(postingOf)
}
