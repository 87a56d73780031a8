import { Duration, Effect, Option, Predicate, Schema, Struct } from "effect"
import type { CallingPolicy, NumberChoice } from "../domain/calling-policy.ts"
import { type Closure, type LegalHours, legalHours } from "../domain/hours.ts"
import type { RetryPolicy } from "../domain/retry.ts"
import type { NewCampaign } from "../operations/campaigns.ts"
import { decodeInput, invalid, InvalidInput } from "../operations/input.ts"

/** When a disposition is tried again: after a delay, or after a delay and at most so many times. */
export type Retry = Duration.Input | { readonly after: Duration.Input; readonly times: number }

/** When a call is dialed again, as a person writes it. A disposition without a delay is final. */
export interface Retries {
  /** Dials of one contact at the most, the first one counted. */
  readonly attempts: number
  readonly busy?: Retry
  readonly noAnswer?: Retry
  readonly rejected?: Retry
  readonly voicemail?: Retry
  readonly carrierError?: Retry
  /** Between two dials of one contact at the least. */
  readonly gap?: Duration.Input
}

/** What a plan says of how calls are made, beside its windows; what it does not say is as in the default policy. */
export interface PolicyPlan {
  readonly retry?: Retries
  /** Whose clock the windows are read on; the contact's where nothing is said. */
  readonly windowZone?: CallingPolicy["windowZone"]
  /** Dates on which nobody is called, YYYY-MM-DD, or with hours of their own. */
  readonly closed?: ReadonlyArray<string | Closure>
  /** Rule sets that narrow the windows: those that come with the engine by their id, such as "us-federal", or your own. */
  readonly legalHours?: ReadonlyArray<string | LegalHours>
  /** Which of the numbers a call leaves from; the one that has been silent for longest where nothing is said. */
  readonly numberChoice?: Partial<NumberChoice>
  /** What the calls are about, for frequency caps and opt-outs that concern one matter. */
  readonly subject?: string
  /** Slots that are its own as long as it can use them. */
  readonly minConcurrent?: number
  /** Simultaneous attempts at the most. */
  readonly maxConcurrent?: number
  /** The same as a percentage of the workspace's capacity. */
  readonly concurrencyPercentage?: number
  /** Its share of the slots beside other campaigns; 1 where nothing is said. */
  readonly weight?: number
  /** Micro-credits that it may spend. */
  readonly budget?: number
  /** Go on by itself when credits come in, or its budget grows, after it paused for want of them. */
  readonly resumeAfterGrant?: boolean
  /** Wait for contacts that are added later, instead of ending when none is left. */
  readonly alwaysOn?: boolean
  /** The longest a call may last. */
  readonly maxCallLength?: Duration.Input
}

const units: ReadonlySet<string> = new Set([
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds"
])

/** Effect passes over units that it does not know; a plan must not. */
const hasUnknownUnit = (duration: unknown) =>
  Predicate.isObject(duration) && !Duration.isDuration(duration) && Object.keys(duration).some((key) => !units.has(key))

const seconds = Effect.fnUntraced(function*(field: string, duration: Duration.Input) {
  const read = hasUnknownUnit(duration) ? Option.none() : Duration.fromInput(duration)
  const whole = Option.isSome(read) ? Math.round(Duration.toSeconds(read.value)) : 0
  if (whole >= 1 && Number.isFinite(whole)) return whole
  return yield* invalid(field, "must be a duration of a second or more, such as \"30 minutes\"")
})

const isLimited = (retry: Retry): retry is Extract<Retry, { readonly after: Duration.Input }> =>
  Predicate.isObject(retry) && "after" in retry

const limited = decodeInput(Schema.Struct({ after: Schema.Unknown, times: Schema.Int }))

/** One of a plan's retries: its delay in seconds, and how often at the most. */
const readRetry = Effect.fnUntraced(function*(field: string, retry: Retry) {
  if (!isLimited(retry)) return { delay: yield* seconds(field, retry), times: undefined }
  yield* Effect.mapError(limited(retry), within(field))
  return { delay: yield* seconds(`${field}.after`, retry.after), times: retry.times }
})

const within = (field: string) => ({ problems }: InvalidInput) =>
  new InvalidInput({ problems: problems.map((problem) => ({ ...problem, field: `${field}.${problem.field}` })) })

const dispositions = {
  busy: "busy",
  noAnswer: "no_answer",
  rejected: "rejected",
  voicemail: "voicemail",
  carrierError: "carrier_error"
} as const

type Retried = (typeof dispositions)[keyof typeof dispositions]

const retryPolicy = Effect.fnUntraced(function*({ attempts, gap, ...retries }: Retries) {
  const delays: Partial<Record<Retried, number>> = {}
  const limits: Partial<Record<Retried, number>> = {}
  for (const name of Struct.keys(dispositions)) {
    const retry = retries[name] ?? (name === "carrierError" ? "1 minute" : undefined)
    if (retry === undefined) continue
    const { delay, times } = yield* readRetry(`retry.${name}`, retry)
    delays[dispositions[name]] = delay
    if (times !== undefined) limits[dispositions[name]] = times
  }
  const policy: RetryPolicy = {
    attempts,
    delays,
    times: limits,
    ...(gap === undefined ? {} : { minimumGap: yield* seconds("retry.gap", gap) })
  }
  return policy
})

const ruleSet = Effect.fnUntraced(function*(rule: string | LegalHours) {
  if (typeof rule !== "string") return rule
  const known = legalHours.get(rule)
  if (known !== undefined) return known
  return yield* invalid("legalHours", `there is no rule set "${rule}": there are ${[...legalHours.keys()].join(", ")}`)
})

const plain = [
  "windowZone",
  "subject",
  "minConcurrent",
  "maxConcurrent",
  "concurrencyPercentage",
  "weight",
  "budget",
  "resumeAfterGrant",
  "alwaysOn"
] as const

/** The parts of the policy that a plan names. */
export const readPolicy = Effect.fnUntraced(function*(plan: PolicyPlan) {
  const rules = yield* Effect.forEach(plan.legalHours ?? [], ruleSet)
  const policy: NonNullable<(typeof NewCampaign.Encoded)["policy"]> = {
    ...Object.fromEntries(plain.flatMap((name) => plan[name] === undefined ? [] : [[name, plan[name]] as const])),
    ...(plan.retry === undefined ? {} : { retry: yield* retryPolicy(plan.retry) }),
    ...(plan.closed === undefined
      ? {}
      : { closures: plan.closed.map((closed) => typeof closed === "string" ? { date: closed } : closed) }),
    ...(plan.legalHours === undefined ? {} : { legalHours: rules }),
    ...(plan.numberChoice === undefined
      ? {}
      : { numberChoice: { order: "least_recent", sticky: false, local: false, ...plan.numberChoice } }),
    ...(plan.maxCallLength === undefined ? {} : { maxCallSeconds: yield* seconds("maxCallLength", plan.maxCallLength) })
  }
  return policy
})
