import {
  type AttemptId,
  type Balance,
  type NotFound,
  refundPosting,
  RefundTooLarge,
  type WorkspaceId
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { attemptOf } from "../rows/attempt.ts"
import { callOf } from "../rows/call.ts"
import { askFirst, fail, type Step, tell } from "../step.ts"
import { book, openBalance } from "./credits.ts"
import { found } from "./known.ts"
import { count } from "./tally.ts"

/** Give back a part of what an attempt cost: it costs less from now on, and so do its campaign's calls. */
export function* refund(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  id: AttemptId,
  amount: number,
  note: string,
  now: number
): Step<Balance, NotFound | RefundTooLarge> {
  const { db, rowLocks } = dialect
  const row = yield* askFirst(
    db.selectFrom("attempt").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", id)
      .$if(rowLocks, (query) => query.forUpdate())
  )
  const { callId, campaignId, spent } = attemptOf(yield* found(row, "attempt", id))
  if (amount > spent) return yield* fail(new RefundTooLarge({ amount, spent }))
  const posting = refundPosting(amount, note, { workspaceId, attemptId: id, campaignId, at: now })
  const before = yield* openBalance(dialect, workspaceId)
  const balance = yield* book(dialect, yield* found(before, "workspace", workspaceId), [posting])
  yield* tell(
    db.updateTable("attempt").set({ spent: spent - amount }).where("workspace_id", "=", workspaceId).where(
      "id",
      "=",
      id
    )
  )
  const call = callOf(
    yield* found(
      yield* askFirst(
        db.selectFrom("call").selectAll().where("workspace_id", "=", workspaceId).where("id", "=", callId)
      ),
      "call",
      callId
    )
  )
  yield* count(dialect, [{ before: call, after: call, attempts: 0, spent: -amount }])
  return balance
}
