import { type Erased, type OwnRetention, SuppressionsOfErased } from "@campanile/core"
import { Schema } from "effect"
import { optional, required, text, whole } from "./fields.ts"

/** Who is to be erased. */
export const ErasePerson = Schema.Struct({
  phone_number: required(text(32), "The person's phone, with its country code.", "+919876543210"),
  suppressions: optional(
    SuppressionsOfErased,
    "What becomes of suppressions of exactly this number: keep, which is the default, or lift. Without one the person " +
      "could be called again by a new list."
  )
}).annotate({ identifier: "ErasePerson" })

/** What was found of a person who is erased now. */
export const PersonErased = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Person erased successfully!"),
  calls: required(Schema.Int, "Calls to the person: they count on, without phone and contact."),
  cancelled_calls: required(Schema.Int, "Of those, calls that had waited, and are closed now."),
  attempts: required(Schema.Int, "Dials: their money counts on, without the phone."),
  decisions: required(Schema.Int, "Decisions that were removed."),
  contacts: required(Schema.Int, "Contacts that were removed from lists."),
  rejected_rows: required(Schema.Int, "Rejected rows that were removed from lists."),
  messages: required(Schema.Int, "Webhooks that lost the phone, those that are still to be delivered included."),
  suppressions: required(Schema.Int, "Suppressions of the number that were kept, or lifted.")
}).annotate({ identifier: "PersonErased" })

/** What was found, as it is shown. */
export const personErased = (
  { attempts, calls, closed, contacts, decisions, messages, rejectedRows, suppressions }: Erased
): typeof PersonErased.Type => ({
  message: "Person erased successfully!",
  calls,
  cancelled_calls: closed,
  attempts,
  decisions,
  contacts,
  rejected_rows: rejectedRows,
  messages,
  suppressions
})

const Days = Schema.Union([whole(1, 36_500), Schema.Null, Schema.Literal("server")])

const days = {
  finished_days:
    "Days after the end of a campaign, or of a single call, that calls, dials, contacts and rejected rows are kept",
  delivered_days: "Days that webhooks which were delivered are kept",
  dead_days: "Days that webhooks which were given up are kept"
}

const meaning = "; null for ever, server for as long as the server says."

/** For how long things are kept, and what is changed of it. */
export const RetentionChange = Schema.Struct({
  finished_days: optional(Days, `${days.finished_days}${meaning}`, 90),
  delivered_days: optional(Days, `${days.delivered_days}${meaning}`, 30),
  dead_days: optional(Days, `${days.dead_days}${meaning}`, 90)
}).annotate({ identifier: "RetentionChange" })

/** For how long things are kept. */
export const ShownRetention = Schema.Struct({
  finished_days: required(Days, `${days.finished_days}${meaning}`),
  delivered_days: required(Days, `${days.delivered_days}${meaning}`),
  dead_days: required(Days, `${days.dead_days}${meaning}`)
}).annotate({ identifier: "Retention" })

/** What a workspace says, as it is shown. */
export const shownRetention = (
  { dead = "server", delivered = "server", finished = "server" }: {
    readonly [K in keyof OwnRetention]?: OwnRetention[K] | "server"
  }
): typeof ShownRetention.Type => ({ finished_days: finished, delivered_days: delivered, dead_days: dead })

const said = (days: typeof Days.Type | undefined, before: number | null | undefined) =>
  days === undefined ? before : days === "server" ? undefined : days

/** What a workspace says after a change. */
export const retentionWith = (
  { dead_days, delivered_days, finished_days }: typeof RetentionChange.Type,
  before: OwnRetention
): OwnRetention => {
  const finished = said(finished_days, before.finished)
  const delivered = said(delivered_days, before.delivered)
  const dead = said(dead_days, before.dead)
  return {
    ...(finished === undefined ? {} : { finished }),
    ...(delivered === undefined ? {} : { delivered }),
    ...(dead === undefined ? {} : { dead })
  }
}
