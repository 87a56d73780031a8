import type { WorkspaceId } from "../../domain/id.ts"
import type { Message } from "../../domain/message.ts"
import type { Suppression, SuppressionScope } from "../../domain/suppression.ts"
import { fails, like, same } from "../check.ts"
import { minutes, phone, policy, seconds, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import type { World } from "./world.ts"

const url = "https://example.com/hook"

const retry = { attempts: 2, delays: { busy: 600 } }

/** What waits for the callback URL, oldest first, of messages of some kind. */
function* told({ store }: World, kind: RegExp, now = start + minutes(30)) {
  const taken = yield* store.takeDeliveries("webhook", now, now + minutes(1), 1000)
  return taken.map(({ message }) => message).filter(({ type }) => kind.test(type))
}

const contact = /^contact\./u

const text = ({ payload }: Message, field: string) => {
  const value = payload[field]
  return typeof value === "string" ? value : ""
}

const words = (messages: ReadonlyArray<Message>) => messages.map(({ payload, type }) => [type, payload["sub_status"]])

/** That the first person asked in a call not to be called again. */
const askedFor = (workspaceId: WorkspaceId): Suppression => ({
  workspaceId,
  pattern: phone(1),
  scope: { kind: "workspace" },
  source: "call",
  reason: "asked",
  expiresAt: null,
  createdAt: start
})

/** What is told of contacts, and in which order consumers can put it. */
export const outbox: ReadonlyArray<StoreTest> = [
  promise("outbox: a contact is told of once, when its call is closed, under the call's id", {}, function*(world) {
    yield* world.campaign(2, { callbackUrl: url, policy: { ...policy, retry } })
    const [first, second] = yield* world.dial(2)
    yield* world.end([first!], "answered", start, 5)
    yield* world.end([second!], "busy", start)
    const [again] = yield* world.dial(1, start + minutes(10))
    yield* world.end([again!], "busy", start + minutes(11))
    yield* world.end([first!, second!, again!], "answered", start + minutes(12), 5)
    const messages = yield* told(world, contact)
    yield* like("what is told", messages, [
      { type: "contact.completed", callId: first!.callId, payload: { sub_status: "answered", attempts: 1 } },
      {
        type: "contact.exhausted",
        callId: second!.callId,
        payload: { sub_status: "retry_limit_reached", attempts: 2, disposition: "busy" }
      }
    ])
    yield* same("the ids", messages.map(({ id }) => id as string), [first!.callId, second!.callId])
  }),

  promise("outbox: what is told of a campaign is in order by its sequence, whatever clocks say", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.campaign(1, { callbackUrl: url, policy: { ...policy, resumeAfterGrant: true } })
    const pause = (cause: "requested" | "out_of_credits", now: number) =>
      world.command(id, { _tag: "Pause", cause }, now)
    const edit = (name: string) => world.command(id, { _tag: "Edit", change: { name } }, start + 1500)
    yield* pause("requested", start + 2000)
    yield* world.command(id, { _tag: "Resume" }, start + 1500)
    yield* edit("One")
    yield* edit("Two")
    yield* pause("out_of_credits", start + 1200)
    yield* world.grant(1, start + 1100)
    yield* world.command(id, { _tag: "Stop" }, start + 1000)
    const all = yield* told(world, /^campaign\./u)
    const inOrder = all.toSorted((a, b) => Number(a.payload["sequence"]) - Number(b.payload["sequence"]))
    yield* same("how many numbers", new Set(all.map(({ payload }) => payload["sequence"])).size, all.length)
    yield* same("what is told, in order", inOrder.map(({ type }) => type), [
      "campaign.scheduled",
      "campaign.started",
      "campaign.paused",
      "campaign.resumed",
      "campaign.edited",
      "campaign.edited",
      "campaign.paused",
      "campaign.resumed",
      "campaign.canceled"
    ])
    yield* same("the edits", inOrder.slice(4, 6).map((message) => text(message, "campaign_name")), ["One", "Two"])
    const last = Number(inOrder.at(-1)?.payload["sequence"])
    yield* like("as it is kept", yield* store.campaign(workspaceId, id), { sequence: last })
  }),

  promise("outbox: what is told of a call is in order by its sequence, however it came", {}, function*(world) {
    yield* world.apiCall({ phone: phone(1), callbackUrl: url, policy: { ...policy, retry } })
    const [first] = yield* world.dial(1)
    yield* world.end([first!], "busy", start + 1)
    const [second] = yield* world.dial(1, start + minutes(11))
    yield* world.end([second!], "answered", start + minutes(12), 5)
    const messages = yield* told(world, /./u)
    const inOrder = messages.toSorted((a, b) => Number(a.payload["sequence"]) - Number(b.payload["sequence"]))
    yield* same("in order", inOrder.map(({ payload, type }) => [type, payload["attempt_id"] ?? null]), [
      ["call_completed", first!.id],
      ["call_started", second!.id],
      ["call_completed", second!.id],
      ["contact.completed", null]
    ])
  }),

  promise("outbox: who is turned away for good is told of, at whichever gate", {}, function*(world) {
    yield* world.campaign([1, 2, 3, 4].map((n) => ({ phone: phone(n) })), { callbackUrl: url })
    yield* world.suppress(phone(1))
    yield* world.suppress("+14155550002*")
    const attempts = yield* world.claimed(2)
    yield* world.suppress("+14155550003*")
    yield* world.place(attempts)
    const [last] = attempts.filter(({ phone: its }) => its === phone(4))
    yield* world.end([last!], "answered", start + 1, 5)
    const messages = yield* told(world, contact)
    const byPhone = messages.toSorted((a, b) => text(a, "to_number") < text(b, "to_number") ? -1 : 1)
    yield* same("what is told", byPhone.map((message) => [text(message, "to_number"), message.type]), [
      [phone(1), "contact.suppressed"],
      [phone(2), "contact.suppressed"],
      [phone(3), "contact.suppressed"],
      [phone(4), "contact.completed"]
    ])
  }),

  promise("outbox: who is skipped before the dial is told of, who is put off is not", {}, function*(world) {
    yield* world.campaign(2, { callbackUrl: url })
    const [skipped, later] = yield* world.claimed(2)
    const skip = { _tag: "Skip", reason: "paid", version: "" } as const
    const defer = { _tag: "Defer", until: start + seconds(1), reason: "later", version: "" } as const
    yield* world.store.release([
      { id: skipped!.id, gate: "hook", verdict: skip },
      { id: later!.id, gate: "hook", verdict: defer }
    ], start)
    yield* same("what is told", words(yield* told(world, contact)), [["contact.suppressed", "skipped"]])
  }),

  promise(
    "outbox: calls that are terminated are told of, those that end with their campaign are not",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const { id } = yield* world.campaign(3, { callbackUrl: url })
      const [dialed] = (yield* world.claim({ limit: 1 })).placements.map(({ attempt }) => attempt)
      yield* world.place([dialed!])
      const [waits] = (yield* world.calls(id)).filter(({ status }) => status === "registered")
      yield* store.terminateCalls(workspaceId, [waits!.id], start)
      yield* world.command(id, { _tag: "Stop" }, start)
      yield* world.end([dialed!], "busy", start + 1)
      const messages = yield* told(world, contact)
      yield* like("what is told", messages.map(({ callId, type }) => ({ callId, type })), [
        { callId: waits!.id, type: "contact.canceled" },
        { callId: dialed!.callId, type: "contact.exhausted" }
      ])
    }
  ),

  promise("outbox: an opt-out is told in the step that suppresses the number", {}, function*(world) {
    const { store, workspaceId } = world
    const call = yield* world.apiCall({ phone: phone(1), callbackUrl: url })
    const optOut = { workspaceId, callId: call.id }
    yield* same("calls that are closed", yield* store.suppress([askedFor(workspaceId)], start, optOut), 1)
    const messages = yield* told(world, contact)
    yield* same("what is told", messages.map(({ type }) => type).toSorted(), [
      "contact.opted_out",
      "contact.suppressed"
    ])
    const unknown = { ...optOut, callId: world.id<typeof call.id>() }
    yield* fails("of no call", store.suppress([askedFor(workspaceId)], start, unknown), {
      _tag: "NotFound",
      what: "call"
    })
  }),

  promise("outbox: an opt-out that is repeated is told once, and one of another scope beside it", {}, function*(world) {
    const { store, workspaceId } = world
    const { id: callId } = yield* world.apiCall({ phone: phone(1), callbackUrl: url })
    const optOut = (scope: SuppressionScope, at: number) =>
      store.suppress(
        [{ workspaceId, pattern: phone(1), scope, source: "", reason: "", expiresAt: null, createdAt: at }],
        at,
        { workspaceId, callId }
      )
    const about = (subject: string) => ({ kind: "subject", subject }) as const
    yield* optOut({ kind: "workspace" }, start)
    yield* optOut({ kind: "workspace" }, start + 1)
    yield* optOut(about("dues"), start + 2)
    yield* optOut(about("news"), start + 3)
    const scopes = (messages: ReadonlyArray<Message>) => messages.map(({ payload }) => payload["subject"])
    const messages = yield* told(world, /opted_out/u)
    yield* same("what is told", scopes(messages), [null, "dues", "news"])
    yield* same("under how many ids", new Set([...messages.map(({ id }) => id as string), callId]).size, 4)
    const results = messages.map(({ id }) =>
      ({ workspaceId, id, target: { channel: "webhook", address: url }, result: { _tag: "Delivered" } }) as const
    )
    yield* store.noteDeliveries(results, start + minutes(30))
    yield* optOut({ kind: "workspace" }, start + minutes(40))
    yield* same("after it was delivered", yield* told(world, /opted_out/u, start + minutes(50)), [])
  }),

  promise("outbox: an opt-out in a call stands before what is told of the call's end", {}, function*(world) {
    const { store, workspaceId } = world
    const { id: callId } = yield* world.apiCall({ phone: phone(1), callbackUrl: url })
    const [attempt] = yield* world.dial(1)
    const optOut = { workspaceId, callId }
    yield* store.suppress([askedFor(workspaceId)], start + seconds(10), optOut)
    yield* world.end([attempt!], "answered", start + seconds(30), 20)
    const messages = yield* told(world, /./u)
    const inOrder = messages.toSorted((a, b) => Number(a.payload["sequence"]) - Number(b.payload["sequence"]))
    yield* same("in order", inOrder.map(({ type }) => type), [
      "call_started",
      "contact.opted_out",
      "call_completed",
      "contact.completed"
    ])
  }),

  promise("outbox: webhooks of the workspace are told what they want, beside the callback URL", {}, function*(world) {
    const all = yield* world.webhook({ url: "https://example.com/all" })
    const some = yield* world.webhook({ url: "https://example.com/some", events: ["contact.completed"] })
    yield* world.campaign(1, { callbackUrl: url })
    yield* world.campaign([{ phone: phone(7) }])
    yield* world.end(yield* world.dial(2), "answered", start, 5)
    const late = yield* world.webhook({ url: "https://example.com/late" })
    const taken = yield* world.store.takeDeliveries("webhook", start, start + minutes(1), 1000)
    const count = (address: string) => taken.filter(({ target }) => target.address === address).length
    yield* same("how many each is told", [all.id, some.id, url, late.id].map(count), [10, 2, 5, 0])
    yield* same("where to", [...new Set(taken.map(({ to }) => to))].toSorted(), [all.url, url, some.url].toSorted())
  })
]
