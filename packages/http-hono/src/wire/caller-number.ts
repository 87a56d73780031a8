import { type CallerNumber, NumberId, Pace, Phone } from "@campanile/core"
import { Schema } from "effect"
import { Instant, iso, optional, required, text } from "./fields.ts"

/** A new caller number. */
export const NewNumber = Schema.Struct({
  phone_number: required(Phone, "E.164.", Phone.make("+911409990001")),
  label: optional(text(200), "What a person recognises it by."),
  pace: optional(
    Schema.Struct({
      calls_per_second: required(Pace.fields.perSecond, "Fractions allowed: 0.5 is one call in two seconds.", 5),
      burst: required(Pace.fields.burst, "Calls that may follow each other without a gap.", 5)
    }),
    "How fast it may dial. Default: five calls per second, five at once."
  )
}).annotate({ identifier: "NewNumber" })

/** A caller number. */
export const ShownNumber = Schema.Struct({
  id: NumberId,
  phone_number: required(Schema.String, "E.164."),
  label: Schema.String,
  pace: Schema.Struct({ calls_per_second: Schema.Finite, burst: Schema.Int }),
  created_at: Instant
}).annotate({ identifier: "CallerNumber" })

/** The caller numbers of a workspace. */
export const NumberList = Schema.Struct({ numbers: Schema.Array(ShownNumber) }).annotate({ identifier: "NumberList" })

/** A caller number as it is shown. */
export const shownNumber = ({ createdAt, id, label, pace, phone }: CallerNumber): typeof ShownNumber.Type => ({
  id,
  phone_number: phone,
  label,
  pace: { calls_per_second: pace.perSecond, burst: pace.burst },
  created_at: iso(createdAt)
})
