import { grant } from "../../domain/credit.ts"
import type { AssistantId, WorkspaceId } from "../../domain/id.ts"
import { defaultTariff, freeTariff } from "../../domain/tariff.ts"
import { fails, like, same } from "../check.ts"
import { credits, hours, minutes, phone, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

/** Workspaces, keys, assistants, numbers and credits. */
export const workspaces: ReadonlyArray<StoreTest> = [
  promise("workspaces: what was added is found again", {}, function*({ store, workspace }) {
    yield* same("the workspace", yield* store.workspace(workspace.id), workspace)
    yield* same("all workspaces", yield* store.workspaces, [workspace])
  }),

  promise(
    "workspaces: name, slots, prices and frequency cap can be changed, and nothing else",
    {},
    function*({ store, workspace }) {
      const prices = [
        { prefix: "", from: null, until: null, tariff: { ...defaultTariff, connectFee: 5 } },
        { prefix: "+91", from: start, until: start + hours(1), tariff: freeTariff }
      ] as const
      const frequencyCap = { attempts: 3, spanSeconds: 86_400, gapSeconds: 60, bySubject: true }
      const changed = { ...workspace, name: "Renamed", capacity: 3, apiReserve: 1, prices, frequencyCap }
      yield* store.updateWorkspace({ ...changed, createdAt: start + hours(1) }, start)
      yield* same("the workspace", yield* store.workspace(workspace.id), changed)
    }
  ),

  promise("workspaces: an unknown one is not found", {}, function*(world) {
    const { assistant, number, store, workspace } = world
    const workspaceId = world.id<WorkspaceId>()
    const missing = { _tag: "NotFound", what: "workspace", id: workspaceId } as const
    yield* fails("workspace", store.workspace(workspaceId), missing)
    yield* fails("updateWorkspace", store.updateWorkspace({ ...workspace, id: workspaceId }, start), missing)
    const key = { workspaceId, hash: "00", label: "", createdAt: start }
    yield* fails("addApiKey", store.addApiKey(key), missing)
    yield* fails("addAssistant", store.addAssistant({ ...assistant, workspaceId }), missing)
    yield* fails("addNumber", store.addNumber({ ...number, workspaceId }), missing)
    yield* fails("grant", store.grant(grant(workspaceId, 1, "", start), world.block()), missing)
    yield* fails("balance", store.balance(workspaceId), missing)
    yield* same("the key's workspace", yield* store.workspaceOfKey("00"), undefined)
  }),

  promise("keys: a hash leads to its workspace", {}, function*({ store, workspaceId }) {
    yield* store.addApiKey({ workspaceId, hash: "0a1b", label: "console", createdAt: start })
    yield* store.addApiKey({ workspaceId, hash: "2c3d", label: "import", createdAt: start })
    yield* same("of the first key", yield* store.workspaceOfKey("0a1b"), workspaceId)
    yield* same("of the second key", yield* store.workspaceOfKey("2c3d"), workspaceId)
    yield* same("of a key that nobody has", yield* store.workspaceOfKey("ffff"), undefined)
  }),

  promise("assistants: what was added is found again", {}, function*(world) {
    const { assistant, store, workspaceId } = world
    const other = {
      ...assistant,
      id: world.id<AssistantId>(),
      answer: { kind: "stream", url: "wss://example.com" }
    } as const
    yield* store.addAssistant(other)
    yield* same("the assistant", yield* store.assistant(workspaceId, other.id), other)
    const all = yield* store.assistants(workspaceId)
    yield* same("all assistants", all.toSorted((a, b) => a.id < b.id ? -1 : 1), [assistant, other])
    const unknown = world.id<AssistantId>()
    yield* fails("an unknown one", store.assistant(workspaceId, unknown), {
      _tag: "NotFound",
      what: "assistant",
      id: unknown
    })
  }),

  promise("numbers: a phone is a caller number of a workspace once", {}, function*(world) {
    const { number, store, workspaceId } = world
    const other = world.callerNumber(phone(9001), { perSecond: 0.5, burst: 2 })
    yield* store.addNumber(other)
    const twice = world.callerNumber(phone(9001))
    yield* fails("the same phone again", store.addNumber(twice), { _tag: "AlreadyExists", what: "number" })
    const all = yield* store.numbers(workspaceId)
    yield* same("all numbers", all.toSorted((a, b) => a.id < b.id ? -1 : 1), [number, other])
  }),

  promise("credits: the balance is the sum of the ledger", { credits: 0 }, function*(world) {
    const { balance, store, workspaceId } = world
    const block = () => world.block()
    yield* same("at first", yield* balance, { granted: 0, available: 0, held: 0, spent: 0 })
    const first = grant(workspaceId, credits(5), "welcome", start)
    const second = grant(workspaceId, 1, "", start + minutes(1))
    yield* same("after a grant", yield* store.grant(first, block()), {
      balance: { granted: credits(5), available: credits(5), held: 0, spent: 0 },
      messages: []
    })
    const granted = credits(5) + 1
    yield* like("after another", yield* store.grant(second, block()), { balance: { granted, available: granted } })
    yield* same("the balance", yield* balance, { granted, available: granted, held: 0, spent: 0 })
    yield* same("the ledger, in the order in which it was written", yield* store.ledger(workspaceId), [first, second])
  }),

  promise("credits: amounts beyond 32 bits are exact", { credits: 0 }, function*(world) {
    const { balance, store, workspaceId } = world
    const amount = 2 ** 52 + 1
    yield* store.grant(grant(workspaceId, amount, "", start), world.block())
    yield* like("the balance", yield* balance, { available: amount })
  })
]
