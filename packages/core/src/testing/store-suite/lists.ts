import { Effect } from "effect"
import type { Contact, RejectedRow } from "../../domain/contact-list.ts"
import type { ListId, WorkspaceId } from "../../domain/id.ts"
import type { ImportedRow } from "../../ports/store-terms.ts"
import { fails, like, same } from "../check.ts"
import { everything, fileOf, hours, phone, start, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

const contact = (number: number, of = number): Contact => ({
  number,
  line: number + 1,
  phone: phone(of),
  zones: utc,
  variables: { name: `Name ${number}, "quoted"` }
})

const imported = (number: number, of = number): ImportedRow => ({
  contact: contact(number, of),
  text: `${phone(of)},Name ${number}`
})

const rejectedRow = (line: number): RejectedRow => ({
  line,
  column: "phone",
  code: "phone_missing",
  reason: "the phone number is missing",
  text: ",Somebody"
})

/** Contact lists and their rows. */
export const lists: ReadonlyArray<StoreTest> = [
  promise("lists: an import goes from header to rows to ready", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* like("at first", yield* store.list(workspaceId, id), { status: "importing", accepted: 0, rejected: 0 })
    yield* store.describeList(workspaceId, id, ["phone", "name"], "phone")
    const after = yield* store.addRows(workspaceId, id, [imported(1), imported(2)], [rejectedRow(4)], "list")
    const counts = { accepted: 2, rejected: 1, columns: ["phone", "name"], phoneColumn: "phone" }
    yield* like("after rows", after, { status: "importing", ...counts })
    yield* store.addRows(workspaceId, id, [imported(4)], [], "list")
    yield* like("completed", yield* store.completeList(workspaceId, id, fileOf(3)), {
      status: "ready",
      ...counts,
      accepted: 3
    })
    yield* like("as it is kept", yield* store.list(workspaceId, id), { status: "ready", ...counts, accepted: 3 })
  }),

  promise("lists: contacts come in their order, page by page", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.addRows(workspaceId, id, [imported(1), imported(2)], [], "list")
    yield* store.addRows(workspaceId, id, [imported(3), imported(4), imported(12)], [], "list")
    const page = (limit: number, offset: number) => store.contacts(workspaceId, id, { limit, offset })
    yield* same("the first page", yield* page(2, 0), [contact(1), contact(2)])
    yield* same("the second", yield* page(2, 2), [contact(3), contact(4)])
    yield* same("the third", yield* page(2, 4), [contact(12)])
    yield* same("beyond the end", yield* page(2, 6), [])
  }),

  promise("lists: rejected rows come by line, page by page", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.addRows(workspaceId, id, [], [rejectedRow(7), rejectedRow(3)], "list")
    yield* store.addRows(workspaceId, id, [], [rejectedRow(12), rejectedRow(5)], "list")
    const page = (limit: number, offset: number) => store.rejectedRows(workspaceId, id, { limit, offset })
    yield* same("the first page", yield* page(3, 0), [rejectedRow(3), rejectedRow(5), rejectedRow(7)])
    yield* same("the second", yield* page(3, 3), [rejectedRow(12)])
  }),

  promise("lists: a repeated phone is rejected, and the counts stay right", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.describeList(workspaceId, id, ["phone", "name"], "phone")
    const first = yield* store.addRows(workspaceId, id, [imported(1), imported(2), imported(3, 1)], [], "list")
    yield* like("repeated within a batch", first, { accepted: 2, rejected: 1 })
    const second = yield* store.addRows(workspaceId, id, [imported(4, 2), imported(5), imported(6, 5)], [
      rejectedRow(9)
    ], "list")
    yield* like("repeated from another batch", second, { accepted: 3, rejected: 4 })
    const rows = yield* store.rejectedRows(workspaceId, id, everything)
    yield* like("the rejected rows", rows, [
      { line: 4, code: "duplicate_phone", column: "phone", text: imported(3, 1).text },
      { line: 5, code: "duplicate_phone", column: "phone", text: imported(4, 2).text },
      { line: 7, code: "duplicate_phone", column: "phone", text: imported(6, 5).text },
      { line: 9, code: "phone_missing" }
    ])
    const contacts = yield* store.contacts(workspaceId, id, everything)
    yield* same("the contacts", contacts.map(({ number }) => number), [1, 2, 5])
  }),

  promise(
    "lists: rows that are known to be the first with their phone are, and those that repeat them are rejected",
    {},
    function*(world) {
      const { store, workspaceId } = world
      const { id } = yield* world.openList()
      const first = (number: number): ImportedRow => ({ ...imported(number), isFirst: true })
      const one = yield* store.addRows(workspaceId, id, [first(1), first(2), imported(3, 2)], [], "list")
      yield* like("in the same step", one, { accepted: 2, rejected: 1 })
      const two = yield* store.addRows(workspaceId, id, [first(4), imported(5, 1), imported(6, 4)], [], "list")
      yield* like("in a later one", two, { accepted: 3, rejected: 3 })
      const contacts = yield* store.contacts(workspaceId, id, everything)
      yield* same("the contacts", contacts.map(({ number }) => number), [1, 2, 4])
    }
  ),

  promise("lists: the same phone may stand in two lists", {}, function*(world) {
    const [first, second] = [yield* world.addList(2), yield* world.addList(2)]
    yield* like("the first", first, { accepted: 2, rejected: 0 })
    yield* like("the second", second, { accepted: 2, rejected: 0 })
  }),

  promise("lists: of a failed list nothing is kept but the reason", {}, function*(world) {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.addRows(workspaceId, id, [imported(1)], [rejectedRow(3)], "list")
    const failed = { status: "failed", reason: "line 4: broken", accepted: 0, rejected: 0 } as const
    yield* like("the answer", yield* store.failList(workspaceId, id, "line 4: broken"), failed)
    yield* like("as it is kept", yield* store.list(workspaceId, id), failed)
    yield* same("its contacts", yield* store.contacts(workspaceId, id, everything), [])
    yield* same("its rejected rows", yield* store.rejectedRows(workspaceId, id, everything), [])
  }),

  promise("lists: what failed, or is ready, takes no more rows and stays what it is", {}, function*(world) {
    const { store, workspaceId } = world
    const failed = yield* world.openList()
    yield* store.failList(workspaceId, failed.id, "broken off")
    const late = yield* store.addRows(workspaceId, failed.id, [imported(1)], [rejectedRow(3)], "list")
    yield* like("rows for a failed list", late, { status: "failed", accepted: 0, rejected: 0 })
    yield* like("completing it", yield* store.completeList(workspaceId, failed.id, fileOf(3)), { status: "failed" })
    yield* same("its contacts", yield* store.contacts(workspaceId, failed.id, everything), [])

    const ready = yield* world.addList(2)
    const more = yield* store.addRows(workspaceId, ready.id, [imported(3)], [], "list")
    yield* like("rows for a list that is ready", more, { status: "ready", accepted: 2 })
    yield* like("failing it", yield* store.failList(workspaceId, ready.id, "late"), { status: "ready", accepted: 2 })
  }),

  promise("lists: only imports that began before the instant are stale", {}, function*(world) {
    const { store, workspaceId } = world
    const old = yield* world.openList(start)
    yield* store.addRows(workspaceId, old.id, [imported(1)], [], "list")
    const young = yield* world.openList(start + hours(2))
    const ready = yield* world.addList(2)
    const edge = yield* world.openList(start + hours(1))
    yield* same("how many", yield* store.failStaleLists(start + hours(1), "the process ended"), 1)
    const status = (id: ListId) => Effect.map(store.list(workspaceId, id), (list) => list.status)
    yield* like("the old one", yield* store.list(workspaceId, old.id), {
      status: "failed",
      reason: "the process ended",
      accepted: 0
    })
    yield* same("its contacts", yield* store.contacts(workspaceId, old.id, everything), [])
    yield* same("the young one", yield* status(young.id), "importing")
    yield* same("one of that very instant", yield* status(edge.id), "importing")
    yield* same("one that is ready", yield* status(ready.id), "ready")
    yield* same("how many the second time", yield* store.failStaleLists(start + hours(1), "again"), 0)
  }),

  promise("lists: an unknown one is not found", {}, function*(world) {
    const { store, workspaceId } = world
    const id = world.id<ListId>()
    const missing = { _tag: "NotFound", what: "list", id } as const
    yield* fails("list", store.list(workspaceId, id), missing)
    yield* fails("addRows", store.addRows(workspaceId, id, [imported(1)], [], "list"), missing)
    yield* fails("describeList", store.describeList(workspaceId, id, ["phone"], "phone"), missing)
    yield* fails("completeList", store.completeList(workspaceId, id, fileOf(3)), missing)
    yield* fails("failList", store.failList(workspaceId, id, ""), missing)
    yield* same("contacts", yield* store.contacts(workspaceId, id, everything), [])
    yield* same("rejectedRows", yield* store.rejectedRows(workspaceId, id, everything), [])
    const list = yield* world.openList()
    const nowhere = world.id<WorkspaceId>()
    yield* fails("addList", store.addList({ ...list, workspaceId: nowhere }), { _tag: "NotFound", what: "workspace" })
  })
]
