import { Effect } from "effect"
import { hours, minutes, phone, start, told, utc } from "./given.ts"
import type { World } from "./world.ts"

const someone = { phone: phone(4567), name: "Zebedee Quill" }

const callbackUrl = `https://example.com/hook?who=${encodeURIComponent(someone.name)}&to=${someone.phone}`

/**
 * Have a store keep all that it can know of one person: in lists, calls, attempts and decisions, in what was told, waits to
 * be told and was given up, and at a target that fails. After `erase` and `eraseRejectedRows` none of the texts may be
 * found in any column of any table.
 */
export const leaveTraces = Effect.fnUntraced(function*(world: World) {
  const { store, workspaceId } = world
  const variables = { name: someone.name }
  const list = yield* world.openList()
  yield* store.describeList(workspaceId, list.id, ["phone", "name"], "phone")
  const contact = { number: 1, line: 2, phone: someone.phone, zones: utc, variables }
  const again = { ...contact, number: 2, line: 3 }
  const text = `${someone.phone},${someone.name}`
  yield* store.addRows(workspaceId, list.id, [{ contact, text }, { contact: again, text }], [], "list")
  yield* store.completeList(workspaceId, list.id, { header: 1, last: 3 })
  const campaign = yield* world.draft({ listId: list.id, callbackUrl: "https://example.com/campaign" })
  yield* world.schedule(campaign.id)
  const [attempt] = yield* world.dial(1)
  yield* world.end([attempt!], "answered", start, 20)

  const single = { phone: someone.phone, name: someone.name, variables, callbackUrl }
  const { id: callId } = yield* world.apiCall(single)
  const [put] = yield* world.claimed(1)
  yield* world.release([put!], start, start + minutes(1))
  const [other] = yield* world.dial(1, start + minutes(1))
  yield* world.record([told(other!.id, "answered", { at: start + minutes(1) })], start + minutes(1))
  yield* world.end([other!], "answered", start + minutes(2), 20)
  const now = start + hours(1)
  const due = yield* store.takeDeliveries("webhook", now, now + minutes(1), 100)
  const results = [
    { _tag: "Delivered" },
    { _tag: "Failed", reason: `nobody at ${callbackUrl}`, retryAt: undefined },
    { _tag: "Failed", reason: `nobody at ${callbackUrl}`, retryAt: now + minutes(5) }
  ] as const
  for (const result of results) {
    const its = due.filter(({ target }) => target.address === callbackUrl)
    const { message: { id }, target } = its[results.indexOf(result)]!
    yield* store.noteDeliveries([{ workspaceId, id, target, result }], now)
  }
  yield* world.apiCall(single)
  const optedOut = {
    workspaceId,
    pattern: someone.phone,
    scope: { kind: "workspace" },
    source: `call ${callId}`,
    reason: "asked",
    expiresAt: null,
    createdAt: now
  } as const
  yield* store.suppress([optedOut], now, { workspaceId, callId })
  yield* world.apiCall({ ...single, at: now, dueAt: now + hours(1) })
  return { phone: someone.phone, texts: [someone.phone.slice(1), "Quill"], at: now + hours(2) }
})
