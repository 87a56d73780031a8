import { like, same } from "../check.ts"
import { credits, days, fileOf, phone, start, told, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

/** More than the parameters that databases allow in one statement. */
const many = 5000

/** Steps that take thousands of things. They are whole however many there are. */
export const bulk: ReadonlyArray<StoreTest> = [
  promise("in bulk: thousands of rows, calls, attempts and events go through each step", {
    capacity: many,
    credits: credits(2 * many)
  }, function*(world) {
    const { store, workspaceId } = world
    const page = { limit: 2 * many, offset: 0 }
    const list = yield* world.openList()
    const people = Array.from(
      { length: many },
      (_, n) => ({ number: n + 1, line: n + 2, phone: phone(n + 1), zones: utc })
    )
    const rows = people.map((person) => ({ contact: { ...person, variables: { name: "Ana" } }, text: "" }))
    yield* same("rows that are accepted", (yield* store.addRows(workspaceId, list.id, rows, [], "list")).accepted, many)
    const again = yield* store.addRows(workspaceId, list.id, rows.slice(1), [], "list")
    yield* same("rows that are repeated", again.rejected, many - 1)
    yield* store.completeList(workspaceId, list.id, fileOf(many))

    const { id } = yield* world.draft({ listId: list.id, callbackUrl: "https://example.com/hook" })
    const numbers = [world.number.id]
    for (const n of [1, 2, 3, 4]) {
      const number = world.callerNumber(phone(9000 + n))
      yield* store.addNumber(number)
      numbers.push(number.id)
    }
    yield* world.command(id, { _tag: "Schedule", numbers, startsAt: start, endsAt: start + days(1) })
    yield* like("the calls", yield* store.progress(workspaceId, id), { calls: many, byStatus: { registered: many } })
    const { placements } = yield* world.claim({ limit: many })
    const attempts = placements.map(({ attempt }) => attempt)
    yield* same("attempts that are claimed", attempts.length, many)
    yield* same("attempts that are placed", (yield* world.place(attempts)).length, many)
    yield* world.release(attempts.slice(0, 2))
    const events = attempts.flatMap(({ id }) => [
      told(id, "answered"),
      told(id, "ended", { disposition: "answered", talkSeconds: 1 })
    ])
    const recorded = yield* world.record(events)
    yield* same("attempts that end", recorded.ended, many - 2)
    yield* like("the calls then", yield* store.progress(workspaceId, id), {
      byStatus: { completed: many - 2, registered: 2 },
      live: 0,
      spent: credits(many - 2)
    })
    const { calls } = yield* store.calls(workspaceId, { status: "completed" }, page)
    const ids = [...calls.map(({ id }) => id), ...attempts.slice(0, 2).map(({ callId }) => callId)]
    yield* same("calls that are terminated", yield* store.terminateCalls(workspaceId, ids, start + 1), 2)
    const deliveries = yield* store.takeDeliveries("webhook", start + 1, start + days(1), 4 * many)
    const ofCalls = deliveries.filter(({ message }) => message.callId !== null)
    yield* same("deliveries", ofCalls.length, recorded.messages.length + 2)
  })
]
