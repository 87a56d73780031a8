import { Bus, type ListId, Lists, Workspaces } from "@campanile/core"
import { MemoryStore } from "@campanile/core/testing"
import { Effect, Layer, ManagedRuntime, Stream } from "effect"
import fc from "fast-check"
import { afterAll, expect, it } from "vitest"
import { contactLists } from "../src/index.ts"
import { workbookOf } from "./workbook-file.ts"

interface Row {
  readonly good: boolean
  /** A cell, that may have several lines. */
  readonly name: string
  readonly blanksBelow: ReadonlyArray<string>
}

interface File {
  /** The lines above the header. */
  readonly above: ReadonlyArray<string>
  readonly header: string
  readonly blanksBelow: ReadonlyArray<string>
  readonly rows: ReadonlyArray<Row>
  readonly lineEnd: string
  /** Whether a line end stands behind the last line. */
  readonly ended: boolean
}

const blanks = fc.array(fc.constantFrom("", "  ", ",", "\"\""), { maxLength: 3 })
const cell = fc.constantFrom("Ana", "two\nlines", "three\n\nlines", "\n\nBen, below", "a \"\"quote\"\"")

const fileWith = (lineEnds: ReadonlyArray<string>) =>
  fc.record<File>({
    above: fc.constantFrom([], [""], ["", " "], ["sep=,"]),
    header: fc.constantFrom("phone,full name", "phone,\"full\nname\""),
    blanksBelow: blanks,
    rows: fc.array(fc.record<Row>({ good: fc.boolean(), name: cell, blanksBelow: blanks }), {
      minLength: 1,
      maxLength: 5
    }),
    lineEnd: fc.constantFrom(...lineEnds),
    ended: fc.boolean()
  })

// A CR of one file and the LF of a blank line below it would be one line end, so these two do not meet.
const files = fc.constantFrom(["\n", "\r\n"], ["\r"]).chain((lineEnds) =>
  fc.array(fileWith(lineEnds), { minLength: 2, maxLength: 4 })
)

/** A file in two parts: up to the end of its header, and below it; its rows have phones from some number on. */
const write = ({ above, blanksBelow, ended, header, lineEnd, rows }: File, from: number, corrected: boolean) => {
  const phone = (index: number, good: boolean) => good || corrected ? `+1415555${from + index}` : `+1415${from + index}`
  const below = [
    ...blanksBelow,
    ...rows.flatMap((row, index) => [`${phone(index, row.good)},"${row.name}"`, ...row.blanksBelow])
  ]
  const written = (lines: ReadonlyArray<string>) => lines.map((line) => line.replaceAll("\n", lineEnd) + lineEnd)
  const all = written(below).join("")
  return { head: written([...above, header]).join(""), body: ended ? all : all.slice(0, -lineEnd.length) }
}

/** The files as one: what stands below the header of each is pasted on a new line under those before. */
const pasted = (files: ReadonlyArray<File>, corrected: boolean): string =>
  files.map((file, index) => {
    const { body, head } = write(file, 1000 + index * 100, corrected)
    const ended = /[\r\n]$/u.test(body) ? body : body + file.lineEnd
    return index === 0 ? head + ended : ended
  }).join("")

const runtime = ManagedRuntime.make(Layer.mergeAll(MemoryStore.layer, Bus.layer, contactLists))
afterAll(() => runtime.dispose())

const options = { timezone: "UTC" }
const page = { limit: 5000, offset: 0 }
const stream = (file: string | Uint8Array) =>
  Stream.succeed(typeof file === "string" ? new TextEncoder().encode(file) : file)

/** Imports a file, appends others, and mends with the last; then the list after each of these. */
const listAfter = (first: string | Uint8Array, others: ReadonlyArray<string | Uint8Array>, corrected?: string) =>
  Effect.gen(function*() {
    const { id: workspace } = yield* Workspaces.create({ name: "Clinic", capacity: 1 })
    const { id } = yield* Lists.importList(workspace, stream(first), options)
    for (const other of others) yield* Lists.merge(workspace, id, "append", stream(other), options)
    const rowsOf = Effect.fnUntraced(function*(id: ListId) {
      const contacts = yield* Lists.contacts(workspace, id, page)
      return {
        contacts: contacts.map(({ line, phone, variables }) => ({ line, phone, variables })),
        rejected: yield* Lists.rejectedRows(workspace, id, page)
      }
    })
    const appended = yield* rowsOf(id)
    if (corrected !== undefined) yield* Lists.merge(workspace, id, "mend", stream(corrected), options)
    return { appended, mended: yield* rowsOf(id) }
  })

const byLine = <A extends { readonly line: number }>(rows: ReadonlyArray<A>) => rows.toSorted((a, b) => a.line - b.line)

it("files appended one by one, and mended as one, are the list that the corrected one would be", () => {
  fc.assert(fc.property(files, (files) => {
    const [first, ...others] = files.map((file, index) => {
      const { body, head } = write(file, 1000 + index * 100, false)
      return head + body
    })
    const { appended, mended } = runtime.runSync(listAfter(first!, others, pasted(files, true)))
    const raw = runtime.runSync(listAfter(pasted(files, false), [])).appended
    const whole = runtime.runSync(listAfter(pasted(files, true), [])).appended
    expect(appended).toEqual(raw)
    expect({ ...mended, contacts: byLine(mended.contacts) }).toEqual(whole)
    expect(whole.rejected).toEqual([])
  }))
})

const linesOf = ({ contacts, rejected }: Effect.Success<ReturnType<typeof listAfter>>["appended"]) => ({
  contacts: contacts.map(({ line }) => line),
  rejected: rejected.map(({ line }) => line)
})

it("a file of many rows is appended below the blank lines of another", () => {
  const rows = (from: number) => Array.from({ length: 1500 }, (_, n) => `+1415555${from + n},Ana\n`).join("")
  const { appended } = runtime.runSync(
    listAfter(`phone,name\n${rows(1000)}\n\n`, [`\nphone,name\n${rows(3000)}`, "phone,name\n12,Ben"])
  )
  const { contacts, rejected } = linesOf(appended)
  expect([contacts[1499], contacts[1500], contacts.at(-1)]).toEqual([1501, 1504, 3003])
  expect(rejected).toEqual([3004])
})

it("a workbook goes on below the last row of another that has a text", async () => {
  const row = (line: number, ...cells: ReadonlyArray<string>) =>
    `<row r="${line}">${cells.map((text) => `<c t="str"><v>${text}</v></c>`).join("")}</row>`
  const book = (data: string) => workbookOf({ sheets: [{ name: "Contacts", data }] })
  const first = book(row(2, "phone", "name") + row(3, "+14155551001", "Ana") + row(6, "12", "Ben") + row(9, " "))
  const second = book(row(4, "phone", "name") + row(6, "+14155551002", "Cem") + row(7, "13", "Dee"))
  const corrected = `\nphone,name\n+14155551001,Ana\n\n\n+14155551003,Ben\n\n+14155551002,Cem\n+14155551004,Dee\n`
  const { appended, mended } = await runtime.runPromise(listAfter(first, [second], corrected))
  expect(linesOf(appended)).toEqual({ contacts: [3, 8], rejected: [6, 9] })
  expect(byLine(mended.contacts).map(({ line, variables }) => [line, variables["name"]])).toEqual([
    [3, "Ana"],
    [6, "Ben"],
    [8, "Cem"],
    [9, "Dee"]
  ])
})
