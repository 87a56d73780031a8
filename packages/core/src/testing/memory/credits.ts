import { Effect, Result } from "effect"
import { mostGranted, refund } from "../../domain/credit.ts"
import type { Message } from "../../domain/message.ts"
import { transition } from "../../domain/transition.ts"
import { GrantTooLarge, RefundTooLarge } from "../../ports/store-errors.ts"
import { type StoreShape } from "../../ports/store.ts"
import { found, oldestFirst, step, type Tables, tenantOf } from "./tables.ts"

/** The credits of workspaces, and what their coming lets go on. */
export const credits = (tables: Tables) =>
  ({
    grant: (posting, block) =>
      step(() =>
        Result.flatMap(tenantOf(tables, posting.workspaceId), (tenant) => {
          const { granted } = tenant.balance
          const { amount } = posting
          if (amount > mostGranted - granted) return Result.fail(new GrantTooLarge({ amount, granted }))
          tenant.post([posting])
          const messages: Array<Message> = []
          for (const campaign of [...tenant.campaigns.values()].toSorted(oldestFirst)) {
            const { cause, policy, status } = campaign
            if (status !== "paused" || cause !== "out_of_credits" || !policy.resumeAfterGrant) continue
            const change = Result.getOrThrow(transition(campaign, { _tag: "Resume" }, posting.at))
            tenant.putTransition(change)
            messages.push(...tables.tell(change.drafts, block, messages.length))
          }
          return Result.succeed({ balance: tenant.balance, messages })
        })
      ),
    refund: (workspaceId, id, amount, note, now) =>
      step(() =>
        Result.gen(function*() {
          const tenant = yield* tenantOf(tables, workspaceId)
          const attempt = yield* found(tenant.attempts.get(id), "attempt", id)
          const { campaignId, spent } = attempt
          if (amount > spent) return yield* Result.fail(new RefundTooLarge({ amount, spent }))
          tenant.post([refund(amount, note, { workspaceId, attemptId: id, campaignId, at: now })])
          tenant.putAttempt({ ...attempt, spent: spent - amount })
          return tenant.balance
        })
      ),
    balance: (workspaceId) => step(() => Result.map(tenantOf(tables, workspaceId), ({ balance }) => balance)),
    ledger: (workspaceId) => Effect.sync(() => [...tables.tenants.get(workspaceId)?.ledger ?? []])
  }) satisfies Partial<StoreShape>
