import { crc32, deflateRawSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { readFileChunks } from "./reading.ts"
import { type Part, workbookOf, type WorkbookOptions, workbookParts, zipOf } from "./workbook-file.ts"

const mebi = 1_048_576
const header = `<row r="1"><c r="A1" t="str"><v>phone</v></c></row>`

const sheetBook = (data: string, options: Omit<WorkbookOptions, "sheets"> = {}) =>
  workbookOf({ sheets: [{ name: "Contacts", data }], ...options })

const why = async (book: Uint8Array) => {
  const file = await readFileChunks([book])
  return { rows: file.rows.length, reason: file.unreadable }
}

const changed = (name: string, change: (part: Part) => Part) =>
  sheetBook(header, { change: (part) => part.name === name ? change(part) : part })

const damaged = /^(?:line \d+: )?the workbook is damaged: .*; open it in the program that made it and save it again$/u

describe("a workbook that is damaged", () => {
  it.each([
    ["cut off", () => sheetBook(header).subarray(0, -200)],
    ["empty but for its beginning", () => Buffer.from("PK\x03\x04")],
    ["not what its checksum says", () => changed("xl/worksheets/sheet1.xml", (part) => ({ ...part, crc: 1 }))],
    ["larger than it says", () => changed("xl/worksheets/sheet1.xml", (part) => ({ ...part, size: 10 }))],
    [
      "no XML",
      () => changed("xl/worksheets/sheet1.xml", (part) => ({ ...part, data: "<worksheet><sheetData></row>" }))
    ],
    ["XML that ends too early", () => changed("xl/workbook.xml", (part) => ({ ...part, data: "<workbook><sheets>" }))],
    [
      "in no UTF-8",
      () => changed("xl/sharedStrings.xml", (part) => ({ ...part, data: Buffer.from("<sst>\xff</sst>", "latin1") }))
    ],
    [
      "with a part twice",
      () => zipOf([...workbookParts({ sheets: [{ name: "a", data: header }] }), { name: "XL/workbook.xml", data: "" }])
    ],
    ["with rows out of order", () => sheetBook(`${header}<row r="5"/><row r="3"/>`)],
    ["with cells out of order", () => sheetBook(`<row r="1"><c r="B1"/><c r="A1"/></row>`)],
    ["with a text that is not there", () => sheetBook(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`)]
  ])("%s is refused", async (_, book) => {
    expect((await why(book())).reason).toMatch(damaged)
  })
})

describe("a workbook that would fill the machine", () => {
  /** So many mebibytes of blanks, as a few kilobytes. */
  const bomb = (name: string, size: number): Part => {
    const packed = deflateRawSync(Buffer.alloc(size * mebi, " "))
    return { name, data: packed, packed: { size: size * mebi, crc: crc32(Buffer.alloc(size * mebi, " ")) } }
  }

  it.each(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])(
    "by what %s unpacks to, is refused unread",
    async (name) => {
      const reason = "a part of the workbook unpacks to more than 100 times its size: save the sheet as CSV"
      expect(await why(changed(name, () => bomb(name, 80)))).toEqual({ rows: 0, reason })
    }
  )

  it.each(["xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])(
    "by what %s unpacks to, is refused unread",
    async (name) => {
      expect((await why(changed(name, () => bomb(name, 17)))).reason).toMatch(/unpacks to more than 16 MiB/u)
    }
  )

  it("by what it says it unpacks to, is refused unread", async () => {
    const huge = changed("xl/worksheets/sheet1.xml", (part) => ({ ...part, size: 3 * 1024 * mebi }))
    expect((await why(huge)).reason).toMatch(/unpacks to more than 2048 MiB/u)
  })

  it.each([
    [
      "entities",
      `<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData>&b;</sheetData></worksheet>`,
      /document type/u
    ],
    ["depth", `<worksheet>${"<a>".repeat(1000)}`, /nested more than 64 deep/u],
    ["attributes", `<worksheet ${Array.from({ length: 1000 }, (_, i) => `a${i}="1"`).join(" ")}/>`, /256 attributes/u]
  ])("by %s, is refused", async (_, data, reason) => {
    const { reason: given } = await why(changed("xl/worksheets/sheet1.xml", (part) => ({ ...part, data })))
    expect(given).toMatch(reason)
    expect(given).toMatch(damaged)
  })

  it.each([
    ["rows", `<row r="1048577"/>`, "line 1048577: the sheet has more than 1048576 rows"],
    ["columns", `<row r="2"><c r="XFE2"/></row>`, "line 2: the sheet has more than 16384 columns"],
    [
      "a cell",
      `<row r="2"><c r="A2" t="str"><v>${"x".repeat(32_768)}</v></c></row>`,
      "line 2: a cell holds more than 32767 characters"
    ],
    [
      "a row",
      `<row r="2">${"<c t=\"s\"><v>0</v></c>".repeat(33)}</row>`,
      "line 2: the row holds more than 1048576 characters"
    ]
  ])("by the size of %s, is refused where that is", async (_, row, reason) => {
    expect(await why(sheetBook(header + row, { texts: [`<t>${"x".repeat(32_767)}</t>`] }))).toEqual({ rows: 1, reason })
  })

  it("by the width of its header, is refused", async () => {
    const wide = (column: string) =>
      sheetBook(`<row r="1"><c r="${column}1" t="str"><v>phone</v></c></row><row r="2"><c><v>1</v></c></row>`)
    expect(await why(wide("ALM"))).toEqual({ rows: 0, reason: "line 1: the header has more than 1000 columns" })
    expect((await why(wide("ALL"))).rows).toBe(2)
  })

  it("by a text longer than a cell, is refused", async () => {
    for (const length of [32_768, 300_000]) {
      expect((await why(sheetBook(header, { texts: [`<t>${"x".repeat(length)}</t>`] }))).reason)
        .toBe("a cell holds more than 32767 characters")
    }
  })

  it("by the number of its parts, is refused", async () => {
    const parts = Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}`, data: "", stored: true }))
    expect((await why(zipOf(parts))).reason).toMatch(/more than 10000 parts/u)
  })
})

describe("what is no workbook that can be read", () => {
  const wide = (name: string) => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from(name, "utf16le")])
  it.each([
    ["an archive", zipOf([{ name: "contacts.csv", data: "phone" }]), "this is a ZIP archive: unpack it first"],
    [
      "a document",
      zipOf([{ name: "[Content_Types].xml", data: "" }, { name: "word/document.xml", data: "" }]),
      /Office document, but no workbook/u
    ],
    [
      "an OpenDocument sheet",
      zipOf([{ name: "mimetype", data: "x" }, { name: "content.xml", data: "" }]),
      /OpenDocument spreadsheet \(ods\): save it as xlsx or CSV/u
    ],
    ["a Numbers document", zipOf([{ name: "Index/Document.iwa", data: "x" }]), /Apple Numbers document/u],
    [
      "a binary workbook",
      changed(
        "_rels/.rels",
        (part) => ({ ...part, data: part.data.toString().replace("workbook.xml", "workbook.bin") })
      ),
      /binary workbook \(xlsb\): save it as xlsx or CSV/u
    ],
    ["an old workbook", wide("Workbook"), /old Excel workbook \(xls\), or one with a password: save it as xlsx/u],
    [
      "a workbook with a password",
      wide("EncryptedPackage"),
      "this workbook is protected by a password: save it without one, as xlsx or CSV"
    ],
    [
      "an encrypted part",
      changed("xl/workbook.xml", (part) => ({ ...part, encrypted: true })),
      /protected by a password/u
    ]
  ])("is told as %s", async (_, book, reason) => {
    const file = await why(book)
    expect(file.rows).toBe(0)
    if (typeof reason === "string") expect(file.reason).toBe(reason)
    else expect(file.reason).toMatch(reason)
  })
})
