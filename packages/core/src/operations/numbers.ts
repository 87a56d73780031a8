import { Clock, Effect, Schema } from "effect"
import type { NumberId, WorkspaceId } from "../domain/id.ts"
import { defaultPace, Pace } from "../domain/pace.ts"
import { Phone } from "../domain/phone.ts"
import type { CallerNumber } from "../domain/workspace.ts"
import { Bus } from "../engine/bus.ts"
import { newId } from "../engine/ids.ts"
import { NotFound } from "../ports/store-errors.ts"
import { Store } from "../ports/store.ts"
import { decodeInput, InvalidInput } from "./input.ts"

/** A new caller number. */
export const NewNumber = Schema.Struct({
  /** E.164. */
  phone: Phone,
  label: Schema.optionalKey(Schema.String.pipe(Schema.check(Schema.isMaxLength(200)))),
  pace: Schema.optionalKey(Pace)
})

/** Add a caller number. */
export const add = Effect.fn("numbers.add")(function*(workspaceId: WorkspaceId, input: typeof NewNumber.Encoded) {
  const store = yield* Store
  const { label = "", pace = defaultPace, phone } = yield* decodeInput(NewNumber)(input)
  const number: CallerNumber = {
    workspaceId,
    id: yield* newId<NumberId>(),
    phone,
    label,
    pace,
    paused: false,
    createdAt: yield* Clock.currentTimeMillis
  }
  yield* store.addNumber(number)
  return number
})

/** What may be changed of a caller number; it holds from the next dial on. */
export const NumberChange = Schema.Struct({
  label: NewNumber.fields.label,
  pace: NewNumber.fields.pace,
  /** Take it out of use, or back. */
  paused: Schema.optionalKey(Schema.Boolean)
})

/** Change a caller number. */
export const update = Effect.fn("numbers.update")(
  function*(workspaceId: WorkspaceId, id: NumberId, input: typeof NumberChange.Encoded) {
    const store = yield* Store
    const bus = yield* Bus
    const change = yield* decodeInput(NumberChange)(input)
    const before = (yield* all(workspaceId)).find((number) => number.id === id)
    if (before === undefined) return yield* new NotFound({ what: "number", id })
    const number: CallerNumber = { ...before, ...change }
    yield* store.updateNumber(number)
    yield* bus.wake("dispatch", "withdraw")
    return number
  }
)

/** All caller numbers of a workspace. */
export const all = (workspaceId: WorkspaceId) => Store.use((store) => store.numbers(workspaceId))

/**
 * The ids of caller numbers that were named by id or in E.164; each of them must be the workspace's. `field` is what
 * the caller calls them.
 */
export const resolve = Effect.fn("numbers.resolve")(
  function*(workspaceId: WorkspaceId, named: ReadonlyArray<string>, field: string) {
    const known = yield* all(workspaceId)
    const found = named.map((name) => known.find(({ id, phone }) => id === name || phone === name)?.id)
    const problems = named.flatMap((name, index) =>
      found[index] === undefined
        ? [{ field: `${field}.${index}`, message: `"${name}" is not a caller number of this workspace` }]
        : []
    )
    if (problems.length > 0) return yield* new InvalidInput({ problems })
    return [...new Set(found.filter((id) => id !== undefined))]
  }
)
