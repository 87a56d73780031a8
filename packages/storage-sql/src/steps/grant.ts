import {
  type Balance,
  campaignTransition,
  type Draft,
  GrantTooLarge,
  type IdBlock,
  type Message,
  mostGranted,
  type NotFound,
  type Posting
} from "@campanile/core"
import { Result } from "effect"
import type { Dialect } from "../dialect.ts"
import { campaignOf } from "../rows/campaign.ts"
import { balanceOf } from "../rows/credit.ts"
import { ask, fail, type Step } from "../step.ts"
import { advancing } from "./conditions.ts"
import { book, openBalance } from "./credits.ts"
import { found } from "./known.ts"
import { send } from "./messages.ts"
import { putTransition } from "./transitions.ts"

/** Credits come in; campaigns that paused for want of them, and whose policy says so, go on. */
export function* grant(
  dialect: Dialect,
  posting: Posting,
  block: IdBlock
): Step<{ readonly balance: Balance; readonly messages: ReadonlyArray<Message> }, NotFound | GrantTooLarge> {
  const { amount, at, workspaceId } = posting
  const rows = yield* ask(
    dialect.db.selectFrom("campaign").selectAll().where("workspace_id", "=", workspaceId)
      .where(advancing("status")).where("status", "=", "paused").where("cause", "=", "out_of_credits")
      .orderBy("id").$if(dialect.rowLocks, (query) => query.forUpdate())
  )
  const before = yield* found(yield* openBalance(dialect, workspaceId), "workspace", workspaceId)
  const { granted } = balanceOf(before)
  if (amount > mostGranted - granted) yield* fail(new GrantTooLarge({ amount, granted }))
  const balance = yield* book(dialect, before, [posting])
  const drafts: Array<Draft> = []
  for (const campaign of rows.map(campaignOf).filter(({ policy }) => policy.resumeAfterGrant)) {
    const resumed = Result.getOrThrow(campaignTransition(campaign, { _tag: "Resume" }, at))
    yield* putTransition(dialect, resumed, block)
    drafts.push(...resumed.drafts)
  }
  return { balance, messages: yield* send(dialect, drafts, block) }
}
