import { Schema } from "effect"
import type { CallingPolicy } from "./calling-policy.ts"
import { cost, MicroCredits, type Tariff } from "./tariff.ts"

/** What calling a list may cost, beside what there is to pay for it. Micro-credits. */
export const Estimate = Schema.Struct({
  /** Every contact answers once, and talks for a minute. What a start asks to be available. */
  expected: MicroCredits,
  /** Every attempt that can be charged lasts as long as it may. */
  worst: MicroCredits,
  available: MicroCredits,
  sufficient: Schema.Boolean
}).annotate({ identifier: "Estimate" })
export interface Estimate extends Schema.Schema.Type<typeof Estimate> {}

const conversationSeconds = 60

/** The estimate for so many contacts. Only voicemail can be both charged and tried again. */
export const estimate = (contacts: number, policy: CallingPolicy, tariff: Tariff, available: number): Estimate => {
  const expected = contacts * cost(tariff, Math.min(conversationSeconds, policy.maxCallSeconds))
  const charged = policy.retry.delays.voicemail === undefined ? 1 : policy.retry.attempts
  const worst = contacts * charged * cost(tariff, policy.maxCallSeconds)
  return { expected, worst, available, sufficient: available >= expected }
}
