import { CampaignId, Suppression, type SuppressionScope } from "@campanile/core"
import { Schema } from "effect"
import { GivenInstant, Instant, iso, isoOrNull, NullableInstant, optional, required, text } from "./fields.ts"
import { pageQuery, pagination } from "./page.ts"

/** For whose calls a suppression holds. */
export const Scope = Schema.Literals(["workspace", "campaign", "subject"])

const scope = {
  scope: optional(Scope, "For whose calls it holds. Default: workspace."),
  campaign_id: optional(CampaignId, "With the scope campaign: which one."),
  subject: optional(text(200), "With the scope subject: which one.")
}

const scopeFits = Schema.makeFilter(
  ({ campaign_id, scope = "workspace", subject }: {
    readonly scope?: typeof Scope.Type
    readonly campaign_id?: unknown
    readonly subject?: unknown
  }) => {
    const given = { campaign: campaign_id !== undefined, subject: subject !== undefined }
    return [
      ...(given.campaign === (scope === "campaign")
        ? []
        : [{ path: ["campaign_id"], issue: "belongs to the scope campaign, which needs it" }]),
      ...(given.subject === (scope === "subject")
        ? []
        : [{ path: ["subject"], issue: "belongs to the scope subject, which needs it" }])
    ]
  }
)

/** A number, or a range of numbers, that must not be called. */
export const NewSuppression = Schema.Struct({
  pattern: required(
    Suppression.fields.pattern,
    "A phone in E.164, or the first digits of many and a star.",
    "+919876543210",
    "+1201*"
  ),
  ...scope,
  source: optional(text(200), "Where it comes from.", "national register"),
  reason: optional(text(500), "Why, for people."),
  expires_at: optional(Schema.NullOr(GivenInstant), "Not from this instant on; null, the default, for ever.")
}).pipe(Schema.check(scopeFits)).annotate({ identifier: "NewSuppression" })

/** Numbers that must not be called. */
export const NewSuppressions = Schema.Struct({
  suppressions: required(
    Schema.NonEmptyArray(NewSuppression).pipe(Schema.check(Schema.isMaxLength(10_000))),
    "One that is there already, by pattern and scope, is replaced."
  )
}).annotate({ identifier: "NewSuppressions" })

/** Which suppression to lift. */
export const SuppressionQuery = Schema.Struct({
  pattern: required(text(32), "Its pattern. In an URL a plus sign is written %2B."),
  ...scope
}).pipe(Schema.check(scopeFits))

/** Which suppressions to list. */
export const SuppressionPageQuery = Schema.Struct(pageQuery("Suppressions"))

/** A suppression as it is shown. */
export const ShownSuppression = Schema.Struct({
  pattern: Schema.String,
  scope: Scope,
  campaign_id: required(Schema.NullOr(Schema.String), "With the scope campaign; otherwise null."),
  subject: required(Schema.NullOr(Schema.String), "With the scope subject; otherwise null."),
  source: Schema.String,
  reason: Schema.String,
  expires_at: NullableInstant,
  created_at: Instant
}).annotate({ identifier: "Suppression" })

/** Suppressions of a workspace, in the order of their patterns. */
export const SuppressionPage = Schema.Struct({
  suppressions: Schema.Array(ShownSuppression),
  pagination: pagination("Suppressions")
}).annotate({ identifier: "SuppressionPage" })

/** What is answered where numbers were suppressed. */
export const Suppressed = Schema.Struct({
  message: required(Schema.String, "That it worked.", "Numbers suppressed successfully!"),
  suppressed: required(Schema.Int, "How many patterns."),
  cancelled_calls: required(Schema.Int, "Calls that waited for them and are closed now.")
}).annotate({ identifier: "Suppressed" })

/** What is answered where a file of numbers was suppressed. */
export const SuppressionsImported = Schema.Struct({
  ...Suppressed.fields,
  failed_rows: required(Schema.Int, "Rows that could not be read."),
  rows: required(
    Schema.Array(Schema.Struct({
      line: Schema.Int,
      column: Schema.String,
      reason: Schema.String,
      row: required(Schema.String, "The row as it was read.")
    })),
    "The first hundred of them."
  )
}).annotate({ identifier: "SuppressionsImported" })

/** What is answered where a suppression was lifted. */
export const SuppressionRemoved = Schema.Struct({
  removed: required(Schema.Boolean, "Whether there was one.")
}).annotate({ identifier: "SuppressionRemoved" })

/** What a person said in a call. */
export const OptOut = Schema.Struct({
  scope: optional(
    Schema.Literals(["workspace", "subject"]),
    "Not to be called at all, which is the default, or not about the subject of the call's campaign."
  )
}).annotate({ identifier: "OptOut" })

/** A scope as the engine has it. */
export const scopeOf = (given: {
  readonly scope?: typeof Scope.Type
  readonly campaign_id?: CampaignId
  readonly subject?: string
}): SuppressionScope =>
  given.campaign_id !== undefined
    ? { kind: "campaign", campaignId: given.campaign_id }
    : given.subject !== undefined
    ? { kind: "subject", subject: given.subject }
    : { kind: "workspace" }

/** A suppression as it is shown. */
export const shownSuppression = (
  { createdAt, expiresAt, pattern, reason, scope, source }: Suppression
): typeof ShownSuppression.Type => ({
  pattern,
  scope: scope.kind,
  campaign_id: scope.kind === "campaign" ? scope.campaignId : null,
  subject: scope.kind === "subject" ? scope.subject : null,
  source,
  reason,
  expires_at: isoOrNull(expiresAt),
  created_at: iso(createdAt)
})
