import { type CallerNumber, NumberId, Pace, Phone } from "@campanile/core"
import { Schema } from "effect"
import { Instant, iso, optional, required, text } from "./fields.ts"

const WirePace = Schema.Struct({
  calls_per_second: required(Pace.fields.perSecond, "Fractions allowed: 0.5 is one call in two seconds.", 5),
  burst: required(Pace.fields.burst, "Calls that may follow each other without a gap.", 5)
})

/** A new caller number. */
export const NewNumber = Schema.Struct({
  phone_number: required(Phone, "E.164.", Phone.make("+911409990001")),
  label: optional(text(200), "What a person recognises it by."),
  pace: optional(
    WirePace,
    "How fast it may dial. Default: five calls per second, five at once."
  )
}).annotate({ identifier: "NewNumber" })

/** What may be changed of a caller number. */
export const EditNumber = Schema.Struct({
  label: optional(text(200), "What a person recognises it by."),
  pace: optional(WirePace, "How fast it may dial."),
  paused: optional(Schema.Boolean, "Whether it is out of use; calls in progress go on.")
}).annotate({ identifier: "EditNumber" })

/** A caller number. */
export const ShownNumber = Schema.Struct({
  id: NumberId,
  phone_number: required(Schema.String, "E.164."),
  label: Schema.String,
  pace: Schema.Struct({ calls_per_second: Schema.Finite, burst: Schema.Int }),
  paused: required(Schema.Boolean, "Whether it is out of use."),
  created_at: Instant
}).annotate({ identifier: "CallerNumber" })

/** The caller numbers of a workspace. */
export const NumberList = Schema.Struct({ numbers: Schema.Array(ShownNumber) }).annotate({ identifier: "NumberList" })

/** A caller number as it is shown. */
export const shownNumber = ({ createdAt, id, label, pace, paused, phone }: CallerNumber): typeof ShownNumber.Type => ({
  id,
  phone_number: phone,
  label,
  pace: { calls_per_second: pace.perSecond, burst: pace.burst },
  paused,
  created_at: iso(createdAt)
})

/** A pace as the engine has it. */
export const paceOf = ({ burst, calls_per_second }: typeof WirePace.Type): Pace => ({
  perSecond: calls_per_second,
  burst
})
