import { Effect, Option } from "effect"
import type { AssistantId, ListId } from "../domain/id.ts"
import { type Weekday, weekdays, type WindowSpan } from "../domain/window.ts"
import { instantOf, isZone, type Zone } from "../domain/zone.ts"
import type { NewCampaign } from "../operations/campaigns.ts"
import { invalid } from "../operations/input.ts"
import { type PolicyPlan, readPolicy } from "./plan-policy.ts"
import { checkShape } from "./plan-shape.ts"

/** Hours of some days, as a person writes them. */
export interface Hours {
  /** "mon-fri", "sat", "mon,wed,fri", or "every day", which is also what is meant where nothing is said. */
  readonly days?: string
  /** HH:MM */
  readonly from: string
  /** HH:MM, not included */
  readonly to: string
}

/** A campaign as a person plans it. */
export interface CampaignPlan extends PolicyPlan {
  readonly name: string
  readonly list: ListId
  readonly assistant: AssistantId
  /** Caller numbers, E.164. Those that the workspace does not have yet are added to it. */
  readonly numbers: ReadonlyArray<string>
  /** IANA name: of the schedule, and of contacts of which no other zone is known. */
  readonly timezone: string
  /** Local time such as "2026-12-01T09:00"; at once where nothing is said. */
  readonly starts?: string
  /** Local time such as "2026-12-05T18:00". */
  readonly ends: string
  /** When people may be called, each in their own zone; 09:00 to 20:00 every day where nothing is said. */
  readonly windows?: Hours | ReadonlyArray<Hours>
  /** Which column each variable of the prompt is read from, where the names differ. */
  readonly variables?: Readonly<Record<string, string>>
  readonly notify?: ReadonlyArray<string>
  readonly callbackUrl?: string
}

/** The plan as the engine takes it. */
export const readPlan = Effect.fnUntraced(function*(plan: CampaignPlan) {
  yield* checkShape(plan)
  const { timezone } = plan
  if (!isZone(timezone)) {
    return yield* invalid("timezone", "must be a time zone of the IANA database, such as Asia/Kolkata")
  }
  const instant = (field: "starts" | "ends", local: string) =>
    Effect.fromOption(Option.fromUndefinedOr(instantOf(local, timezone as Zone))).pipe(
      Effect.mapError(() => invalid(field, "must be a local date and time such as 2026-12-01T09:00"))
    )
  const hours = plan.windows === undefined ? [] : "from" in plan.windows ? [plan.windows] : plan.windows
  const [first, ...others] = yield* Effect.forEach(hours, span)
  const draft: typeof NewCampaign.Encoded = {
    name: plan.name,
    listId: plan.list,
    assistantId: plan.assistant,
    timezone,
    startsAt: plan.starts === undefined ? null : yield* instant("starts", plan.starts),
    endsAt: yield* instant("ends", plan.ends),
    variables: plan.variables ?? {},
    notify: plan.notify ?? [],
    callbackUrl: plan.callbackUrl ?? null,
    policy: {
      ...(yield* readPolicy(plan)),
      ...(first === undefined ? {} : { window: [first, ...others] })
    }
  }
  return draft
})

const span = Effect.fnUntraced(function*({ days = "every day", from, to }: Hours) {
  const named = daysOf(days)
  if (named === undefined) {
    return yield* invalid("windows.days", `"${days}" is not understood: write "mon-fri", "sat,sun" or "every day"`)
  }
  const read: WindowSpan = { days: named, from, to }
  return read
})

const dayNumber = (name: string) => weekdays.findIndex((day) => name.length >= 3 && day.startsWith(name))

const daysOf = (text: string): readonly [Weekday, ...Array<Weekday>] | undefined => {
  if (text.trim() === "every day") return weekdays
  const found = new Set<Weekday>()
  for (const part of text.toLowerCase().split(",")) {
    const [from, to = from, ...more] = part.split("-").map((name) => dayNumber(name.trim()))
    if (from === undefined || to === undefined || from < 0 || to < 0 || more.length > 0) return undefined
    for (let day = from;; day = (day + 1) % 7) {
      found.add(weekdays[day]!)
      if (day === to) break
    }
  }
  const [first, ...others] = found
  return first === undefined ? undefined : [first, ...others]
}
