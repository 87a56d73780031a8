import { type FrequencyCap, ListId } from "@campanile/core"
import { Schema } from "effect"
import { optional, required, text, whole } from "./fields.ts"

/** How often one person may be dialed. */
const cap = {
  max_calls: optional(
    whole(1, 1000),
    "Dials in a span at the most. Needed where there is no cap yet: none is made up.",
    3
  ),
  window_minutes: optional(
    whole(1, 44_640),
    "Minutes of the span, which rolls with the clock. Default: 1440, a day.",
    1440
  ),
  gap_minutes: optional(
    whole(0, 44_640),
    "Minutes between two dials at the least. Default: 0. Not in the documented API.",
    60
  ),
  by_subject: optional(
    Schema.Boolean,
    "Count only dials about the same subject. Default: false. Not in the documented API."
  )
}

/** What may be changed of the cap. */
export const EditFrequencyCap = Schema.Struct({
  enabled: optional(Schema.Boolean, "Whether there is a cap. Default: true. A cap that is taken away is not kept."),
  ...cap
}).annotate({ identifier: "EditFrequencyCap" })

/** The cap as it is shown. */
export const ShownFrequencyCap = Schema.Struct({
  enabled: required(Schema.Boolean, "Whether there is a cap; the other values mean nothing where there is none."),
  max_calls: required(Schema.Int, "Dials in a span at the most."),
  window_minutes: required(Schema.Finite, "Minutes of the span, which rolls with the clock."),
  gap_minutes: required(Schema.Finite, "Minutes between two dials at the least."),
  by_subject: required(Schema.Boolean, "Whether only dials about the same subject count.")
}).annotate({ identifier: "FrequencyCap" })

/** For which list the cap is tried out, and which one: the workspace's own where nothing is said. */
export const ProjectCap = Schema.Struct({
  list_id: required(ListId, "The list."),
  subject: optional(Schema.NullOr(text(200)), "What its calls would be about. Default: null, nothing in particular."),
  ...cap
}).annotate({ identifier: "ProjectCap" })

/** What the cap would do to a list. */
export const CapProjected = Schema.Struct({
  list_id: ListId,
  call_frequency_cap: required(ShownFrequencyCap, "The cap that was tried out."),
  evaluated_calls: required(Schema.Int, "Contacts of the list."),
  would_block: required(Schema.Int, "Those that the cap would hold back now."),
  would_block_pct: required(Schema.Finite, "The same as a percentage."),
  distinct_callees: required(Schema.Int, "The same as evaluated_calls: a phone stands in a list once."),
  coverage_pct: required(Schema.Finite, "How many of them were looked at: always 100.")
}).annotate({ identifier: "CapProjected" })

/** What a cap has beside its number of dials, where nothing is said: a day, no gap, over all subjects. */
const usual: Omit<FrequencyCap, "attempts"> = { spanSeconds: 86_400, gapSeconds: 0, bySubject: false }

/** What is shown for the number of dials where there is no cap; it means nothing there. */
const shownAttempts = 3

/**
 * The cap with what a request says of it; `undefined` where there is none yet and the request does not say how many
 * dials, for a cap that nobody chose would hold people back without a word.
 */
export const capWith = (
  given: Omit<typeof EditFrequencyCap.Type, "enabled">,
  before: FrequencyCap | null
): FrequencyCap | undefined => {
  const attempts = given.max_calls ?? before?.attempts
  if (attempts === undefined) return undefined
  return {
    ...(before ?? usual),
    attempts,
    ...(given.window_minutes === undefined ? {} : { spanSeconds: given.window_minutes * 60 }),
    ...(given.gap_minutes === undefined ? {} : { gapSeconds: given.gap_minutes * 60 }),
    ...(given.by_subject === undefined ? {} : { bySubject: given.by_subject })
  }
}

/** Whether a request says anything of the cap itself. */
export const saysCap = (
  { by_subject, gap_minutes, max_calls, window_minutes }: typeof EditFrequencyCap.Type
): boolean => [by_subject, gap_minutes, max_calls, window_minutes].some((given) => given !== undefined)

/** A cap, or none, as it is shown. */
export const shownCap = (cap: FrequencyCap | null): typeof ShownFrequencyCap.Type => {
  const { attempts, bySubject, gapSeconds, spanSeconds } = cap ?? { ...usual, attempts: shownAttempts }
  return {
    enabled: cap !== null,
    max_calls: attempts,
    window_minutes: spanSeconds / 60,
    gap_minutes: gapSeconds / 60,
    by_subject: bySubject
  }
}
