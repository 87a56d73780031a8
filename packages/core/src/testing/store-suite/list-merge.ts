import { Effect } from "effect"
import type { Contact, FileLines, RejectedRow, RowProblem } from "../../domain/contact-list.ts"
import type { ListId } from "../../domain/id.ts"
import { fails, like, same } from "../check.ts"
import { everything, fileOf, phone, start, utc } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"
import { type World, world as makeWorld } from "./world.ts"

/** Lines of a file from the second on: a phone by its number, or what is wrong with the row. */
type Lines = ReadonlyArray<number | RowProblem>

const contact = (line: number, of: number): Contact => ({
  number: line - 1,
  line,
  phone: phone(of),
  zones: utc,
  variables: { phone: phone(of), name: `Name ${of}` }
})

const rejectedRow = (line: number, code: RowProblem, reason = "it is wrong"): RejectedRow => ({
  line,
  column: "phone",
  code,
  reason,
  text: "?,Somebody"
})

/** A list of such a file, still importing; its header may end below the first line. */
const imported = (
  world: World,
  lines: Lines,
  reason?: string,
  unique: "list" | "workspace" = "list",
  { header }: Pick<FileLines, "header"> = { header: 1 }
) =>
  Effect.gen(function*() {
    const { store, workspaceId } = world
    const { id } = yield* world.openList()
    yield* store.describeList(workspaceId, id, ["phone", "name"], "phone")
    const accepted = lines.flatMap((cell, index) =>
      typeof cell === "number" ? [{ ...contact(index + 2, cell), line: header + index + 1 }] : []
    )
    const rejected = lines.flatMap((cell, index) =>
      typeof cell === "number" ? [] : [rejectedRow(header + index + 1, cell, reason)]
    )
    return yield* store.addRows(
      workspaceId,
      id,
      accepted.map((contact) => ({ contact, text: `${contact.phone},${contact.variables["name"]}` })),
      rejected,
      unique
    )
  })

const ready = (world: World, lines: Lines, reason?: string, fileLines = fileOf(lines.length)) =>
  Effect.flatMap(
    imported(world, lines, reason, "list", fileLines),
    ({ id }) => world.store.completeList(world.workspaceId, id, fileLines)
  )

/** Lines and phones of a list, and its rejected lines. */
const seen = (world: World, id: ListId) =>
  Effect.gen(function*() {
    const { store, workspaceId } = world
    const contacts = yield* store.contacts(workspaceId, id, everything)
    const rejected = yield* store.rejectedRows(workspaceId, id, everything)
    return {
      contacts: contacts.map(({ line, number, phone }) => `${number}: ${phone} of line ${line}`),
      rejected: rejected.map(({ code, line }) => `${line}: ${code}`)
    }
  })

/** A list that takes the rows of another; phones that are known in the workspace; what a list holds. */
export const listMerge: ReadonlyArray<StoreTest> = [
  promise("mergeList: append adds all, under new numbers and in lines that go on", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing", 2])
    const from = yield* ready(world, [3, 1, "phone_too_long", 4])
    const merged = yield* store.mergeList(workspaceId, into.id, from.id, "append")
    yield* same("the list", merged, { ...into, accepted: 4, rejected: 3 })
    yield* same("as it is kept", yield* store.list(workspaceId, into.id), merged)
    yield* same("its rows", yield* seen(world, into.id), {
      contacts: [
        `1: ${phone(1)} of line 2`,
        `3: ${phone(2)} of line 4`,
        `4: ${phone(3)} of line 5`,
        `5: ${phone(4)} of line 8`
      ],
      rejected: ["3: phone_missing", "6: duplicate_phone", "7: phone_too_long"]
    })
    const contacts = yield* store.contacts(workspaceId, into.id, everything)
    yield* same("a contact, in full", contacts[3], { ...contact(8, 4), number: 5 })
  }),

  promise("mergeList: of the other list nothing is kept", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1])
    const from = yield* ready(world, [2, "phone_missing"])
    yield* store.mergeList(workspaceId, into.id, from.id, "append")
    yield* fails("the list", store.list(workspaceId, from.id), { _tag: "NotFound", what: "list", id: from.id })
    yield* same("its rows", yield* seen(world, from.id), { contacts: [], rejected: [] })
  }),

  promise("mergeList: mend takes the lines that were rejected, in place", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing", 2, "phone_invalid", "phone_too_long", "phone_invalid"])
    const from = yield* ready(world, [9, 3, "phone_missing", "phone_too_short", 2, "phone_invalid", 7], "still wrong")
    const merged = yield* store.mergeList(workspaceId, into.id, from.id, "mend")
    yield* same("the list", merged, { ...into, accepted: 3, rejected: 3 })
    yield* same("its rows", yield* seen(world, into.id), {
      contacts: [`1: ${phone(1)} of line 2`, `2: ${phone(3)} of line 3`, `3: ${phone(2)} of line 4`],
      rejected: ["5: phone_too_short", "6: duplicate_phone", "7: phone_invalid"]
    })
    const rejected = yield* store.rejectedRows(workspaceId, into.id, everything)
    yield* like("their reasons", rejected, [
      { reason: "still wrong" },
      { column: "phone", reason: `${phone(2)} stands in the list already` },
      { reason: "still wrong" }
    ])
    yield* fails("the other list", store.list(workspaceId, from.id), { _tag: "NotFound", what: "list" })
  }),

  promise("mergeList: lines that a mended file does not have stay rejected", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing", "phone_invalid", "phone_invalid"])
    const from = yield* ready(world, [1, 2])
    yield* store.mergeList(workspaceId, into.id, from.id, "mend")
    yield* same("its rows", yield* seen(world, into.id), {
      contacts: [`1: ${phone(1)} of line 2`, `2: ${phone(2)} of line 3`],
      rejected: ["4: phone_invalid", "5: phone_invalid"]
    })
  }),

  promise("mergeList: a mended row whose number is taken gets a new one", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, 2, "phone_missing"])
    yield* store.mergeList(workspaceId, into.id, (yield* ready(world, [3, "phone_invalid"])).id, "append")
    const corrected = yield* ready(world, [1, 2, 4, 3, 5])
    const merged = yield* store.mergeList(workspaceId, into.id, corrected.id, "mend")
    yield* like("the counts", merged, { accepted: 5, rejected: 0 })
    const contacts = yield* store.contacts(workspaceId, into.id, everything)
    yield* same("numbers that differ", new Set(contacts.map(({ number }) => number)).size, 5)
    yield* same("the phones", contacts.map(({ phone }) => phone).toSorted(), [1, 2, 3, 4, 5].map(phone))
  }),

  promise("mergeList: after an append, mend finds each row in its own line", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing", 2])
    yield* store.mergeList(
      workspaceId,
      into.id,
      (yield* ready(world, [3, "phone_too_long", "phone_invalid"])).id,
      "append"
    )
    yield* store.mergeList(workspaceId, into.id, (yield* ready(world, ["phone_missing", 4])).id, "append")
    const before = ["3: phone_missing", "6: phone_too_long", "7: phone_invalid", "8: phone_missing"]
    yield* same("the rejected rows", (yield* seen(world, into.id)).rejected, before)
    const first = yield* ready(world, [1, 5, 2])
    yield* store.mergeList(workspaceId, into.id, first.id, "mend")
    yield* same("when the first file is corrected", (yield* seen(world, into.id)).rejected, before.slice(1))
    const all = yield* ready(world, [1, 5, 2, 3, 6, "phone_too_short", 7, 4])
    const merged = yield* store.mergeList(workspaceId, into.id, all.id, "mend")
    yield* like("the counts", merged, { accepted: 7, rejected: 1 })
    const { contacts, rejected } = yield* seen(world, into.id)
    yield* same("what is still wrong", rejected, ["7: phone_too_short"])
    const lines = [[1, 2], [5, 3], [2, 4], [3, 5], [6, 6], [7, 8], [4, 9]].map(([of, line]) =>
      `${phone(of!)} of line ${line}`
    )
    yield* same("the rest", contacts.map((text) => text.replace(/^\d+: /u, "")).toSorted(), lines.toSorted())
  }),

  promise("mergeList: lines go on after the end of a file, from below the header of the next", {}, function*(world) {
    const { store, workspaceId } = world
    // Lines below the last row; then a header that ends on the third line, and a line below; then a file that ends with its row.
    const into = yield* ready(world, [1, "phone_missing"], undefined, { header: 1, last: 6 })
    const second = yield* ready(world, ["phone_invalid", 2, 3], undefined, { header: 3, last: 7 })
    const third = yield* ready(world, [4, "phone_too_long"], undefined, fileOf(2))
    yield* store.completeList(workspaceId, into.id, fileOf(50))
    for (const { id } of [second, third]) yield* store.mergeList(workspaceId, into.id, id, "append")
    yield* same("its rows", yield* seen(world, into.id), {
      contacts: [
        `1: ${phone(1)} of line 2`,
        `2: ${phone(2)} of line 8`,
        `3: ${phone(3)} of line 9`,
        `4: ${phone(4)} of line 11`
      ],
      rejected: ["3: phone_missing", "7: phone_invalid", "12: phone_too_long"]
    })
  }),

  promise("mergeList: to mend moves no end, whatever the corrected file has below it", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing"], undefined, { header: 1, last: 4 })
    const corrected = yield* ready(world, [1, 2], undefined, { header: 1, last: 9 })
    yield* store.mergeList(workspaceId, into.id, corrected.id, "mend")
    yield* store.mergeList(workspaceId, into.id, (yield* ready(world, [3])).id, "append")
    const { contacts } = yield* seen(world, into.id)
    yield* same("its rows", contacts, [1, 2, 3].map((n) => `${n}: ${phone(n)} of line ${[2, 3, 5][n - 1]}`))
  }),

  promise("mergeList: not a list into itself, nor one that a campaign uses", {}, function*(world) {
    const { store, workspaceId } = world
    const into = yield* ready(world, [1, "phone_missing"])
    const used = yield* ready(world, [2])
    yield* world.draft({ listId: used.id })
    for (const way of ["append", "mend"] as const) {
      yield* fails("itself", store.mergeList(workspaceId, into.id, into.id, way), {
        _tag: "ListInUse",
        listId: into.id,
        by: "itself"
      })
      yield* fails("one that a campaign uses", store.mergeList(workspaceId, into.id, used.id, way), {
        _tag: "ListInUse",
        listId: used.id,
        by: "campaign"
      })
    }
    yield* same("the list", yield* store.list(workspaceId, into.id), into)
    yield* same("the other", yield* store.list(workspaceId, used.id), used)
    yield* same("its rows", (yield* seen(world, used.id)).contacts, [`1: ${phone(2)} of line 2`])
    yield* store.mergeList(workspaceId, used.id, into.id, "append")
  }),

  promise("mergeList: only lists that are ready, of the workspace", {}, function*(world) {
    const { store, workspaceId } = world
    const good = yield* ready(world, [1])
    const importing = yield* imported(world, [2])
    const failed = yield* imported(world, [3])
    yield* store.failList(workspaceId, failed.id, "broken")
    const other = yield* makeWorld({ key: 2 })
    const theirs = yield* ready(other, [4])
    const merge = (into: ListId, from: ListId) => store.mergeList(workspaceId, into, from, "append")
    const notReady = { _tag: "ListNotReady", listId: importing.id, status: "importing" } as const
    yield* fails("from one that is importing", merge(good.id, importing.id), notReady)
    yield* fails("into one that is importing", merge(importing.id, good.id), notReady)
    const broken = { _tag: "ListNotReady", listId: failed.id, status: "failed" } as const
    yield* fails("from one that failed", merge(good.id, failed.id), broken)
    yield* fails("from another's", merge(good.id, theirs.id), { _tag: "NotFound", what: "list", id: theirs.id })
    yield* fails("into another's", merge(theirs.id, good.id), { _tag: "NotFound", what: "list", id: theirs.id })
    yield* same("what they have", (yield* seen(other, theirs.id)).contacts.length, 1)
    yield* same("the list", yield* store.list(workspaceId, good.id), good)
  }),

  promise("addRows: where phones are to be unique in the workspace, known ones are rejected", {}, function*(world) {
    const { store, workspaceId } = world
    yield* ready(world, [1])
    yield* imported(world, [2])
    const failed = yield* imported(world, [3])
    yield* store.failList(workspaceId, failed.id, "broken")
    yield* ready(yield* makeWorld({ key: 2 }), [4])
    const list = yield* imported(world, [1, 2, 3, 4, 5, 5], undefined, "workspace")
    yield* like("the counts", list, { accepted: 3, rejected: 3 })
    yield* like("the rejected rows", yield* store.rejectedRows(workspaceId, list.id, everything), [
      {
        line: 2,
        column: "phone",
        code: "known_phone",
        reason: `${phone(1)} stands in another list, "contacts.csv"`,
        text: `${phone(1)},Name 1`
      },
      { line: 3, code: "known_phone" },
      { line: 7, code: "duplicate_phone" }
    ])
    const anyway = yield* imported(world, [1, 2, 3])
    yield* like("where they need not be", anyway, { accepted: 3, rejected: 0 })
  }),

  promise("countPrefixes: contacts whose phones begin so", {}, function*(world) {
    const { store, workspaceId } = world
    const list = yield* ready(world, [1, 11, 12, 123, "phone_missing"])
    const prefixes = ["", "+1", "+1415555001", "+14155550123", "+44"]
    const counts = yield* store.countPrefixes(workspaceId, list.id, prefixes)
    yield* same("the counts", prefixes.map((prefix) => counts.get(prefix)), [4, 4, 2, 1, 0])
    const other = yield* makeWorld({ key: 2 })
    const theirs = yield* store.countPrefixes(other.workspaceId, list.id, [""])
    yield* same("of another's list", theirs.get(""), 0)
    const none = yield* store.countPrefixes(workspaceId, world.id<ListId>(start), [""])
    yield* same("of no list", none.get(""), 0)
  })
]
