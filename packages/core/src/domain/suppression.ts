import { Schema } from "effect"
import type { Attempt } from "./attempt.ts"
import { CampaignId, WorkspaceId } from "./id.ts"
import type { Phone } from "./phone.ts"

/** A phone in E.164, or the first digits of many: "+1201*" are all numbers of an area. */
export const PhonePattern = Schema.String.pipe(
  Schema.check(Schema.isPattern(/^\+[1-9]\d{0,13}\*$|^\+[1-9]\d{6,14}$/u, {
    message: "must be a phone number in E.164 form, or its first digits and a star, such as +1201*"
  }))
)

/** For whose calls a suppression holds. */
export const SuppressionScope = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("workspace") }),
  Schema.Struct({ kind: Schema.Literal("campaign"), campaignId: CampaignId }),
  /** Campaigns that call about the same matter. */
  Schema.Struct({ kind: Schema.Literal("subject"), subject: Schema.String })
]).annotate({ identifier: "SuppressionScope" })
export type SuppressionScope = typeof SuppressionScope.Type

/** A number that must not be called, or a range of numbers. */
export const Suppression = Schema.Struct({
  workspaceId: WorkspaceId,
  pattern: PhonePattern,
  scope: SuppressionScope,
  /** Where it comes from: an opt-out in a call, a register, an import, a person. */
  source: Schema.String,
  reason: Schema.String,
  /** Not from this instant on (ms UTC); null for ever. */
  expiresAt: Schema.NullOr(Schema.Int),
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "Suppression" })
export interface Suppression extends Schema.Schema.Type<typeof Suppression> {}

/** What of a call decides whether a suppression holds for it. */
interface Suppressible {
  readonly phone: Phone
  readonly campaignId: CampaignId | null
  readonly subject: string | null
}

const covers = (
  { expiresAt, pattern, scope }: Suppression,
  { campaignId, phone, subject }: Suppressible,
  now: number
) =>
  (expiresAt === null || now < expiresAt) &&
  (pattern.endsWith("*") ? phone.startsWith(pattern.slice(0, -1)) : phone === pattern) &&
  (scope.kind === "workspace" ||
    (scope.kind === "campaign" && scope.campaignId === campaignId) ||
    (scope.kind === "subject" && scope.subject === subject))

/** The suppression that holds for a call at an instant (ms UTC), if there is one: the widest scope first. */
export const suppressionOf = (
  suppressions: ReadonlyArray<Suppression>,
  call: Suppressible,
  now: number
): Suppression | undefined =>
  suppressions.find((one) => one.scope.kind === "workspace" && covers(one, call, now)) ??
    suppressions.find((one) => covers(one, call, now))

/** How long (ms) a phone is left alone after a carrier called it invalid: 90 days, for numbers are assigned anew. */
const invalidFor = 90 * 86_400_000

/**
 * The mark that an attempt which ended at an instant (ms UTC) leaves on its phone, where the carrier says that there is
 * no such number: no campaign and no call of the workspace pays for finding it out again. It is lifted like any other
 * suppression.
 */
export const markOf = ({ carrier, disposition, phone, workspaceId }: Attempt, now: number): Suppression | undefined =>
  disposition === "invalid_number"
    ? {
      workspaceId,
      pattern: phone,
      scope: { kind: "workspace" },
      source: `carrier ${carrier}`,
      reason: "the carrier says that there is no such number",
      expiresAt: now + invalidFor,
      createdAt: now
    }
    : undefined

/**
 * Whether a suppression lasts at least as long as another. None takes the place of one that does, whoever adds it: to
 * add is never to shorten, for an import of some register must not end what a person asked for.
 */
export const outlasts = (one: Suppression, other: Suppression): boolean =>
  one.expiresAt === null || (other.expiresAt !== null && one.expiresAt >= other.expiresAt)
