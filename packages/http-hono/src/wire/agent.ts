import {
  AnswerPlan,
  type Assistant,
  AssistantId,
  type Assistants,
  MachineDetection,
  variablesOf
} from "@campanile/core"
import { Schema } from "effect"
import { Instant, iso, optional, required, text, Title, WebUrl } from "./fields.ts"

const streamUrl = text(2000).pipe(
  Schema.check(Schema.isPattern(/^wss?:\/\/[^\s/]\S*$/u, { message: "must be a ws or wss URL" }))
)

const sipAddress = text(2000).pipe(
  Schema.check(Schema.isPattern(/^sips?:\S+$/u, { message: "must be a SIP address, such as sip:desk@example.com" }))
)

const NewAnswer = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("say"),
    voice: optional(text(200), "In the carrier's own words."),
    language: optional(text(200), "In the carrier's own words.")
  }),
  Schema.Struct({ kind: Schema.Literal("stream"), url: required(streamUrl, "The WebSocket that is spoken with.") }),
  Schema.Struct({ kind: Schema.Literal("url"), url: required(WebUrl, "It answers in the carrier's own language.") }),
  Schema.Struct({ kind: Schema.Literal("sip"), address: required(sipAddress, "Where the call is connected to.") })
])

/** A new assistant, which this API calls an agent. */
export const NewAgent = Schema.Struct({
  name: required(Title, "What people call it.", "Delivery"),
  prompt: required(
    text(100_000),
    "What it says, with variables. It may be empty only where `answer` is of another kind than `say`.",
    "Hello @{{callee_name}}, your parcel comes tomorrow."
  ),
  answer: optional(NewAnswer, "How an answered call reaches it. Default: the carrier says the prompt."),
  machine_detection: optional(
    MachineDetection,
    "Whether the carrier listens for machines: not at all, before the call goes on, beside it, or until the beep. " +
      "Default: as the carrier is set up."
  )
}).annotate({ identifier: "NewAgent" })

/** An assistant. */
export const Agent = Schema.Struct({
  id: AssistantId,
  name: Schema.String,
  prompt: Schema.String,
  variables: required(Schema.Array(Schema.String), "The variables of the prompt: columns that a list must have."),
  answer: AnswerPlan,
  machine_detection: required(Schema.NullOr(MachineDetection), "Null: as the carrier is set up."),
  created_at: Instant
}).annotate({ identifier: "Agent" })

/** The assistants of a workspace. */
export const AgentList = Schema.Struct({ agents: Schema.Array(Agent) }).annotate({ identifier: "AgentList" })

/** A new assistant in the words of the engine. */
export const newAssistant = (
  { answer = { kind: "say" }, machine_detection: machineDetection, ...rest }: typeof NewAgent.Type
): typeof Assistants.NewAssistant.Encoded => ({
  ...rest,
  answer: machineDetection === undefined ? answer : { ...answer, machineDetection }
})

/** An assistant as it is shown. */
export const agent = ({ answer, createdAt, id, name, prompt }: Assistant): typeof Agent.Type => {
  const { machineDetection = null, ...plan } = answer
  return {
    id,
    name,
    prompt,
    variables: variablesOf(prompt),
    answer: plan,
    machine_detection: machineDetection,
    created_at: iso(createdAt)
  }
}
