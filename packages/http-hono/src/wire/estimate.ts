import type { Estimate } from "@campanile/core"
import { Schema } from "effect"
import { creditsOf, required } from "./fields.ts"

/** What calling those who still wait may cost, beside what there is, in credits: one part of several answers. */
export const estimateFields = {
  required_credits: required(
    Schema.Finite,
    "Credits where each person who is still to be called, and has a price, talks for a minute; a start asks for this much.",
    6200
  ),
  worst_case_credits: required(
    Schema.Finite,
    "Credits where every call that can be charged lasts as long as it may.",
    31_000
  ),
  available_credits: required(Schema.Finite, "Credits that the workspace has free.", 8500),
  unpriced_contacts: required(
    Schema.Int,
    "How many of those who are still to be called have no price. They are in neither sum, and wait until they have one.",
    0
  ),
  sufficient_balance: required(
    Schema.Boolean,
    "Whether the credits, and what is left of a budget, pay for what is required. A start asks for the credits alone."
  )
}

/** An estimate as it is shown. */
export const shownEstimate = ({ available, expected, sufficient, unpriced, worst }: Estimate) => ({
  required_credits: creditsOf(expected),
  worst_case_credits: creditsOf(worst),
  available_credits: creditsOf(available),
  unpriced_contacts: unpriced,
  sufficient_balance: sufficient
})
