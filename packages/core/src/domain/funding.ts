import type { CallingPolicy } from "./calling-policy.ts"
import type { Balance, Spending } from "./credit.ts"
import type { Gate } from "./gate.ts"
import { cost, fundedSeconds, type Tariff } from "./tariff.ts"

/** What there is to pay for one more attempt: how long it may last and what is held for it, or what is short. */
type Funding =
  | { readonly _tag: "Funded"; readonly limitSeconds: number; readonly held: number }
  | {
    readonly _tag: "Short"
    readonly gate: Extract<Gate, "budget" | "credit">
    /** Micro-credits that are held for attempts in progress: what of them is not used up comes back. */
    readonly returning: number
  }

/**
 * Ask the campaign's budget, then the workspace's credits, for an attempt at a tariff. `spending` is what the campaign
 * holds and has spent; undefined for a call from the API, which has no budget. What there is shortens the call before
 * it forbids it: the time limit is what the hold pays for.
 */
export const fund = (
  policy: Pick<CallingPolicy, "budget" | "maxCallSeconds">,
  tariff: Tariff,
  balance: Balance,
  spending: Spending | undefined
): Funding => {
  const budgeted = policy.budget === null || spending === undefined
    ? Infinity
    : policy.budget - spending.held - spending.spent
  if (fundedSeconds(tariff, budgeted, policy.maxCallSeconds) === 0) {
    return { _tag: "Short", gate: "budget", returning: spending?.held ?? 0 }
  }
  const limitSeconds = fundedSeconds(tariff, Math.min(balance.available, budgeted), policy.maxCallSeconds)
  return limitSeconds === 0
    ? { _tag: "Short", gate: "credit", returning: balance.held }
    : { _tag: "Funded", limitSeconds, held: cost(tariff, limitSeconds) }
}
