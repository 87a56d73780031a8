import { Clock, Effect, Schema } from "effect"
import { type ApiCall, type Call, freshCall } from "../domain/call.ts"
import { CallingPolicy, defaultPolicy, hoursFor } from "../domain/calling-policy.ts"
import { explain as explainNow } from "../domain/explain.ts"
import { nextOpen } from "../domain/hours.ts"
import { AssistantId, type CallId, type WorkspaceId } from "../domain/id.ts"
import { Phone } from "../domain/phone.ts"
import { requiredVariables } from "../domain/template.ts"
import { WebhookUrl } from "../domain/webhook.ts"
import { everyDay } from "../domain/window.ts"
import { Zone, zoneSet } from "../domain/zone.ts"
import { Bus } from "../engine/bus.ts"
import { recordEvents } from "../engine/call-events.ts"
import { newId } from "../engine/ids.ts"
import { withdrawn } from "../engine/withdraw.ts"
import { Carrier } from "../ports/carrier.ts"
import { PhoneNumbers } from "../ports/phone-numbers.ts"
import type { CallFilter, Page } from "../ports/store-terms.ts"
import { Store } from "../ports/store.ts"
import { decodeInput, invalid, InvalidInput } from "./input.ts"
import { resolve } from "./numbers.ts"

/** A single call, asked for by another program. */
export const NewCall = Schema.Struct({
  /** E.164. */
  phone: Phone,
  name: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(200)))),
  assistantId: AssistantId,
  /** Ids or E.164. */
  numbers: Schema.NonEmptyArray(Schema.String),
  /** The values of the prompt's variables. */
  variables: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  /** The zone the person is in; told from the number where it is not given. */
  timezone: Schema.optionalKey(Zone),
  /**
   * How it is called. Without a window the hour is the caller's choice: whoever asks for a single call asks for it now.
   */
  policy: Schema.optionalKey(Schema.Struct({
    window: Schema.optionalKey(CallingPolicy.fields.window),
    closures: Schema.optionalKey(CallingPolicy.fields.closures),
    legalHours: Schema.optionalKey(CallingPolicy.fields.legalHours),
    numberChoice: Schema.optionalKey(CallingPolicy.fields.numberChoice),
    subject: Schema.optionalKey(CallingPolicy.fields.subject),
    retry: Schema.optionalKey(CallingPolicy.fields.retry),
    ringSeconds: Schema.optionalKey(CallingPolicy.fields.ringSeconds),
    maxCallSeconds: Schema.optionalKey(CallingPolicy.fields.maxCallSeconds)
  })),
  callbackUrl: Schema.optionalKey(Schema.NullOr(WebhookUrl))
})

const needsZone = (policy: typeof NewCall.Type["policy"]) =>
  policy?.window !== undefined || (policy?.closures ?? []).length > 0 || (policy?.legalHours ?? []).length > 0

const anyHour = everyDay("00:00", "24:00")

/** Put a call into the queue that it shares with the workspace's campaigns. It is dialed as soon as a slot is free. */
export const create = Effect.fn("calls.create")(function*(workspaceId: WorkspaceId, input: typeof NewCall.Encoded) {
  const store = yield* Store
  const bus = yield* Bus
  const phones = yield* PhoneNumbers
  const given = yield* decodeInput(NewCall)(input)
  const assistant = yield* store.assistant(workspaceId, given.assistantId)
  const numbers = yield* resolve(workspaceId, given.numbers, "numbers")
  const variables = given.variables ?? {}
  const missing = requiredVariables(assistant.prompt).filter((name) => !Object.hasOwn(variables, name))
  if (missing.length > 0) {
    return yield* new InvalidInput({
      problems: missing.map((name) => ({
        field: `variables.${name}`,
        message: "is required by the assistant's prompt"
      }))
    })
  }
  const now = yield* Clock.currentTimeMillis
  const policy = { ...defaultPolicy, window: anyHour, ...given.policy }
  const told = given.timezone === undefined ? phones.zonesOf(given.phone) : [given.timezone]
  if (told.length === 0 && needsZone(given.policy)) {
    return yield* invalid("timezone", "is required: the number does not tell in which zone its window is meant")
  }
  const zones = zoneSet(told.length === 0 ? [Zone.make("UTC")] : told)
  const dueAt = nextOpen(hoursFor(policy, zones, null), now)
  if (dueAt === undefined) return yield* invalid("policy.window", `is never open in all of ${zones}`)
  const call: Call = {
    workspaceId,
    id: yield* newId<CallId>(),
    campaignId: null,
    contact: null,
    phone: given.phone,
    zones,
    ...freshCall,
    dueAt,
    createdAt: now,
    updatedAt: now
  }
  const api: ApiCall = {
    name: given.name ?? "",
    assistantId: assistant.id,
    numbers,
    variables,
    policy,
    callbackUrl: given.callbackUrl ?? null
  }
  yield* store.addCall(call, api)
  yield* bus.wake("dispatch")
  return call
})

/** A call. */
export const get = (workspaceId: WorkspaceId, id: CallId) => Store.use((store) => store.call(workspaceId, id))

/** Calls of a workspace, the newest first. */
export const all = (workspaceId: WorkspaceId, filter: CallFilter, page: Page) =>
  Store.use((store) => store.calls(workspaceId, filter, page))

/** The attempts of a call, the first one first. */
export const attempts = (workspaceId: WorkspaceId, id: CallId) => Store.use((store) => store.attempts(workspaceId, id))

/** What gates decided about a call, the first decision first. */
export const decisions = (workspaceId: WorkspaceId, id: CallId) =>
  Store.use((store) => store.decisions(workspaceId, id))

/** Why a call is, or is not, dialed now. */
export const explain = Effect.fn("calls.explain")(function*(workspaceId: WorkspaceId, id: CallId) {
  const store = yield* Store
  const { capabilities } = yield* Carrier
  const { name, pace } = capabilities
  return explainNow(yield* store.circumstances(workspaceId, id, { name, pace }, yield* Clock.currentTimeMillis))
})

/** Withdraw those of some calls that the carrier holds in its queue, so that they wait here again. Answers with them. */
const fetchBack = Effect.fnUntraced(function*(workspaceId: WorkspaceId, ids: ReadonlyArray<CallId>) {
  const store = yield* Store
  const phones = new Map((yield* store.numbers(workspaceId)).map(({ id, phone }) => [id, phone]))
  const attempts = yield* Effect.forEach(new Set(ids), (id) => store.attempts(workspaceId, id), { concurrency: 10 })
  const waiting = attempts.flat().flatMap((attempt) => {
    const from = phones.get(attempt.numberId)
    return attempt.state === "queued" && from !== undefined ? [{ attempt, from }] : []
  })
  const told = yield* Effect.forEach(
    waiting,
    (one) =>
      Effect.catchTag(
        withdrawn(one),
        "CarrierUnavailable",
        (error) => Effect.as(Effect.logWarning(error.message), [])
      ),
    { concurrency: 10 }
  )
  yield* recordEvents(told.flat())
  return waiting.map(({ attempt }) => attempt.callId)
})

/**
 * Close those of some calls that still wait, here or in the carrier's queue; answers with how many there were. Calls that
 * ring or are talked on go on.
 */
export const terminate = Effect.fn("calls.terminate")(function*(workspaceId: WorkspaceId, ids: ReadonlyArray<CallId>) {
  const store = yield* Store
  const bus = yield* Bus
  const { capabilities } = yield* Carrier
  const waited = yield* store.terminateCalls(workspaceId, ids, yield* Clock.currentTimeMillis)
  const back = capabilities.queuesOverPace ? yield* fetchBack(workspaceId, ids) : []
  const queued = back.length === 0 ? 0 : yield* store.terminateCalls(workspaceId, back, yield* Clock.currentTimeMillis)
  yield* bus.wake("schedule", "deliver")
  return waited + queued
})
