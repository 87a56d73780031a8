import { Schema } from "effect"
import { FrequencyCap } from "./frequency.ts"
import { AssistantId, NumberId, WorkspaceId } from "./id.ts"
import { Pace } from "./pace.ts"
import { Phone } from "./phone.ts"
import { PriceList } from "./price-list.ts"

/** A name that people read: not empty, at most 200 characters. */
export const Name = Schema.String.pipe(
  Schema.check(Schema.isPattern(/\S/u, { message: "must not be empty" }), Schema.isMaxLength(200))
)

/** The tenant: owns everything below it, and the capacity, credits and keys that its campaigns and API calls share. */
export const Workspace = Schema.Struct({
  id: WorkspaceId,
  name: Name,
  /** The most simultaneous attempts, over all campaigns and API calls. */
  capacity: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))),
  /** Slots that are kept for API calls as long as they can use them; campaigns may borrow what they leave. */
  apiReserve: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 0, maximum: 100_000 }))),
  prices: PriceList,
  /** How often one phone may be dialed, over everything; null for as often as policies say. */
  frequencyCap: Schema.NullOr(FrequencyCap),
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "Workspace" })
export interface Workspace extends Schema.Schema.Type<typeof Workspace> {}

/** A key to a workspace. The key itself is told once and not kept; what is kept is its SHA-256, in hexadecimal. */
export const ApiKey = Schema.Struct({
  workspaceId: WorkspaceId,
  hash: Schema.String,
  /** What a person recognises it by. */
  label: Schema.String,
  /** Instant, ms UTC. */
  createdAt: Schema.Int
})
export interface ApiKey extends Schema.Schema.Type<typeof ApiKey> {}

/**
 * Whether the carrier listens for who took a call. `sync`: the person waits until it knows. `async`: the call goes on,
 * and the result is told afterwards. `untilBeep`: as `sync`, and a machine's greeting is waited for, so that a message
 * can be left.
 */
export const MachineDetection = Schema.Literals(["off", "sync", "async", "untilBeep"])
export type MachineDetection = typeof MachineDetection.Type

/** What every way has that an answered call can take. */
const answered = {
  /** As the carrier is set up, where nothing is said; of no effect with a carrier that cannot. */
  machineDetection: Schema.optionalKey(MachineDetection)
}

/** How an answered call reaches the assistant. */
export const AnswerPlan = Schema.Union([
  /** Say the prompt, as text. */
  Schema.Struct({
    kind: Schema.Literal("say"),
    voice: Schema.optionalKey(Schema.String),
    language: Schema.optionalKey(Schema.String),
    ...answered
  }),
  /** Open a two-way media stream to a WebSocket, with the contact's variables as parameters. */
  Schema.Struct({ kind: Schema.Literal("stream"), url: Schema.String, ...answered }),
  /** Let a URL answer in the carrier's own language. */
  Schema.Struct({ kind: Schema.Literal("url"), url: Schema.String, ...answered }),
  /** Connect to a SIP address. */
  Schema.Struct({ kind: Schema.Literal("sip"), address: Schema.String, ...answered })
]).annotate({ identifier: "AnswerPlan" })
export type AnswerPlan = typeof AnswerPlan.Type

/** What the call says and does. */
export const Assistant = Schema.Struct({
  workspaceId: WorkspaceId,
  id: AssistantId,
  name: Name,
  /** The text, with `@{{variables}}`. */
  prompt: Schema.String,
  answer: AnswerPlan,
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "Assistant" })
export interface Assistant extends Schema.Schema.Type<typeof Assistant> {}

/** A caller ID with its own pace. */
export const CallerNumber = Schema.Struct({
  workspaceId: WorkspaceId,
  id: NumberId,
  phone: Phone,
  label: Schema.String,
  pace: Pace,
  /** A person took it out of use. */
  paused: Schema.Boolean,
  /** Instant, ms UTC. */
  createdAt: Schema.Int
}).annotate({ identifier: "CallerNumber" })
export interface CallerNumber extends Schema.Schema.Type<typeof CallerNumber> {}
