import { Clock, Effect, Schema } from "effect"
import type { AssistantId, WorkspaceId } from "../domain/id.ts"
import { hasNamelessVariable } from "../domain/template.ts"
import { AnswerPlan, Assistant } from "../domain/workspace.ts"
import { newId } from "../engine/ids.ts"
import { Store } from "../ports/store.ts"
import { decodeInput, invalid } from "./input.ts"

/** What a new assistant says and does. */
export const NewAssistant = Schema.Struct({
  name: Assistant.fields.name,
  /** The text, with `@{{variables}}`. It may be empty only where the carrier is not to say it. */
  prompt: Schema.String.pipe(Schema.check(Schema.isMaxLength(100_000))),
  /** How an answered call reaches it; by saying the prompt where nothing else is given. */
  answer: Schema.optionalKey(AnswerPlan)
})

/** Make an assistant. */
export const create = Effect.fn("assistants.create")(
  function*(workspaceId: WorkspaceId, input: typeof NewAssistant.Encoded) {
    const store = yield* Store
    const { answer = { kind: "say" }, name, prompt } = yield* decodeInput(NewAssistant)(input)
    if (hasNamelessVariable(prompt)) return yield* invalid("prompt", "has a variable without a name: @{{}}")
    if (answer.kind === "say" && prompt.trim() === "") {
      return yield* invalid("prompt", "must not be empty: it is what the call says")
    }
    const assistant: Assistant = {
      workspaceId,
      id: yield* newId<AssistantId>(),
      name,
      prompt,
      answer,
      createdAt: yield* Clock.currentTimeMillis
    }
    yield* store.addAssistant(assistant)
    return assistant
  }
)

/** An assistant. */
export const get = (workspaceId: WorkspaceId, id: AssistantId) => Store.use((store) => store.assistant(workspaceId, id))

/** All assistants of a workspace. */
export const all = (workspaceId: WorkspaceId) => Store.use((store) => store.assistants(workspaceId))
