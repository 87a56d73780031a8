import { Effect, Stream } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { cellsOf, readFileChunks, rowsOf } from "./reading.ts"
import { workbookOf, type WorkbookOptions } from "./workbook-file.ts"

const readBook = (options: WorkbookOptions) => readFileChunks([workbookOf(options)])

/** A workbook of one sheet with this in it. */
const readSheet = (data: string, options: Omit<WorkbookOptions, "sheets"> = {}) =>
  readBook({ sheets: [{ name: "Contacts", data }], ...options })

const header = `<row r="1"><c r="A1" t="inlineStr"><is><t>phone</t></is></c><c r="B1" t="str"><v>name</v></c></row>`

/** The text of a cell with the given attributes and content, below a header. */
const cellText = async (cell: string, options: Omit<WorkbookOptions, "sheets"> = {}) => {
  const file = await readSheet(`${header}<row r="2">${cell}</row>`, options)
  return file.unreadable ?? file.rows[1]?.cells[0]
}

describe("a workbook", () => {
  it("is the rows of its sheet, each with its number there", async () => {
    const file = await readSheet(
      `${header}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row><row r="4"><c r="A4"><v>5</v></c></row>`,
      { texts: ["<t>Ana &amp; Ben</t>", "<t>+14155550123</t>"] }
    )
    expect(file).toEqual({
      rows: [
        { line: 1, cells: ["phone", "name"] },
        { line: 2, cells: ["+14155550123", "Ana & Ben"] },
        { line: 4, cells: ["5", ""] }
      ]
    })
  })

  it("may leave out the places of rows and cells, and write prefixes", async () => {
    const x =
      `<x:row><x:c t="str"><x:v>phone</x:v></x:c></x:row><x:row><x:c><x:v>7</x:v></x:c><x:c><x:v>8</x:v></x:c></x:row>`
    expect(cellsOf(await readSheet(x))).toEqual({ 1: ["phone"], 2: ["7", "8"] })
  })

  it("has a cell for each name of its header, none for gaps beyond, and no rows without text", async () => {
    const rows = `<row r="3"><c r="A3" s="1"/><c r="B3" t="str"><v> </v></c></row><row r="4"/>` +
      `<row r="5"><c r="B5" t="str"><v>Ana</v></c><c r="XFD5" t="str"><v>far</v></c></row>` +
      `<row r="900" s="1" customFormat="1"/>`
    expect(cellsOf(await readSheet(header + rows))).toEqual({ 1: ["phone", "name"], 5: ["", "Ana", "far"] })
  })

  it("begins with its first row that says something", async () => {
    const file = await readSheet(`<row r="1"><c r="A1" s="1"/></row>${header.replaceAll("1\"", "3\"")}`)
    expect(cellsOf(file)).toEqual({ 3: ["phone", "name"] })
  })

  it("is its first sheet that can be seen", async () => {
    const sheet = (name: string, state: string) => ({ name, state, data: header.replace("phone", name) })
    const sheets = [sheet("a", "hidden"), sheet("b", "veryHidden"), sheet("c", "visible"), sheet("d", "visible")]
    expect(cellsOf(await readBook({ sheets }))).toEqual({ 1: ["c", "name"] })
    expect((await readBook({ sheets: sheets.slice(0, 2) })).unreadable)
      .toBe("the workbook has no sheet with cells that can be seen")
  })

  it("that is empty says which sheet was looked at", async () => {
    expect(await readSheet("")).toEqual({
      rows: [],
      unreadable: "the sheet \"Contacts\" is empty; of a workbook, the first sheet that can be seen is read"
    })
  })

  it("has names of columns in which every blank is one", async () => {
    const data = `<row><c t="inlineStr"><is><t>Mobile\u00a0\nNumber</t></is></c><c/><c s="1"/></row>`
    expect(cellsOf(await readSheet(data))).toEqual({ 1: ["Mobile Number"] })
  })

  it("leaves nothing on the disk, read to its end or not", async () => {
    const place = mkdtempSync(join(tmpdir(), "campanile-test-"))
    const usual = process.env["TMPDIR"]
    process.env["TMPDIR"] = place
    const book = workbookOf({ sheets: [{ name: "a", data: header + "<row/>".repeat(50_000) }] })
    const rows = rowsOf(Stream.succeed(book))
    await Effect.runPromise(Stream.runDrain(rows))
    await Effect.runPromise(Stream.runDrain(Stream.take(rows, 1)))
    await Effect.runPromiseExit(Stream.runDrain(rowsOf(Stream.succeed(book.subarray(0, 500)))))
    expect(readdirSync(place)).toEqual([])
    if (usual === undefined) delete process.env["TMPDIR"]
    else process.env["TMPDIR"] = usual
    rmSync(place, { recursive: true })
  })
})

describe("a text in a cell", () => {
  it.each([
    [
      "runs of different looks",
      "<r><t>Mr </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">Bold </t></r>",
      "Mr Bold"
    ],
    ["a way to read it out, which is left out", "<t>山田</t><rPh sb=\"0\" eb=\"2\"><t>ヤマダ</t></rPh>", "山田"],
    ["signs that no text has", "<t>a_x0000_b _xD83D_c _xD83D__xDE00_</t>", "a\ufffdb \ufffdc 😀"],
    ["signs that XML has not", "<t>a_x000A_b _x005F_x000D_ _x000_</t>", "a\nb _x000D_ _x000_"],
    ["entities and CDATA", "<t>&lt;&#233;<![CDATA[&amp;]]></t>", "<é&amp;"],
    ["nothing", "", ""]
  ])("may have %s", async (_, text, read) => {
    const place = `<c r="A2" t="s"><v>0</v></c><c r="B2" t="str"><v>x</v></c>`
    expect(await cellText(place, { texts: [text] })).toBe(read)
    expect(await cellText(`<c r="A2" t="inlineStr"><is>${text}</is></c><c t="str"><v>x</v></c>`)).toBe(read)
  })

  it("is what a formula last came to, not the formula", async () => {
    expect(await cellText(`<c r="A2" t="str"><f>"+"&amp;B2</f><v>+14155550123</v></c>`)).toBe("+14155550123")
    expect(await cellText(`<c r="A2"><f>1+1</f><v>2</v></c>`)).toBe("2")
    expect(await cellText(`<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>`)).toBe("#DIV/0!")
  })

  it("stands for true and false", async () => {
    expect(await cellText(`<c r="A2" t="b"><v>1</v></c>`)).toBe("TRUE")
    expect(await cellText(`<c r="A2" t="b"><v>0</v></c>`)).toBe("FALSE")
  })
})

describe("a number in a cell", () => {
  it.each([
    ["919876543210", "919876543210"],
    ["9.1987654321E11", "919876543210"],
    ["9.1987654321000000E+11", "919876543210"],
    ["447700900123.0", "447700900123"],
    ["1E+15", "1000000000000000"],
    ["123456789012345678", "123456789012346000"],
    ["0.30000000000000004", "0.3"],
    ["12.50", "12.5"],
    ["-3", "-3"],
    ["1E-7", "0.0000001"],
    ["-1.25E-3", "-0.00125"],
    ["1.5E21", "1500000000000000000000"],
    ["not a number", "not a number"]
  ])("%s is %s", async (written, text) => {
    expect(await cellText(`<c r="A2"><v>${written}</v></c>`)).toBe(text)
    expect(await cellText(`<c r="A2" t="n" s="0"><v>${written}</v></c>`)).toBe(text)
  })

  it.each([
    ["00000", "2134", "02134"],
    ["0000000000", "7700900123", "7700900123"],
    ["00000000000", "7700900123", "07700900123"],
    ["0#\" \"##\" \"##\" \"##\" \"##", "612345678", "0612345678"],
    ["+0", "919876543210", "+919876543210"],
    ["\\+#", "919876543210", "+919876543210"],
    ["\"+91 \"0000000000", "9876543210", "+919876543210"],
    ["\"Tel. \"0", "12", "12"],
    ["[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "4155550123", "4155550123"],
    ["#,##0.00\\ [$€-407]", "12.5", "12.5"],
    ["0%", "0.5", "0.5"],
    ["0.00E+00", "919876543210", "919876543210"],
    ["General", "5", "5"],
    ["@", "5", "5"]
  ])("with the format %s: %s is %s", async (format, value, text) => {
    expect(await cellText(`<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] })).toBe(text)
  })

  it.each([
    ["dd/mm/yyyy", "46357", "2026-12-01"],
    ["mmm", "46357", "2026-12-01"],
    ["[$-409]d\\-mmm\\-yy;@", "46357.75", "2026-12-01"],
    ["yyyy\\-mm\\-dd hh:mm", "46357.395833333336", "2026-12-01T09:30"],
    ["m/d/yy h:mm AM/PM", "46357.5", "2026-12-01T12:00"],
    ["d hh:mm:ss", "46357.99999999", "2026-12-02T00:00"],
    ["h:mm:ss", "0.39584490740740738", "09:30:01"],
    ["hh:mm", "46357.395833333336", "09:30"],
    ["[h]:mm", "1.5", "36:00"],
    ["yyyy", "1", "1900-01-01"],
    ["yyyy", "59", "1900-02-28"],
    ["yyyy", "60", "1900-02-29"],
    ["yyyy", "61", "1900-03-01"],
    ["yyyy", "2958465", "9999-12-31"],
    ["yyyy", "99999999", "99999999"],
    ["yyyy", "-5", "-5"],
    ["[Red]0 \"days\"", "5", "5"]
  ])("that is a day or a time, as %s: %s is %s", async (format, value, text) => {
    expect(await cellText(`<c r="A2" s="1"><v>${value}</v></c>`, { formats: [format] })).toBe(text)
  })

  it("is a day of the calendar that the workbook has", async () => {
    const options = { formats: ["yyyy-mm-dd"], from1904: true }
    expect(await cellText(`<c r="A2" s="1"><v>0</v></c>`, options)).toBe("1904-01-01")
    expect(await cellText(`<c r="A2" s="1"><v>44895</v></c>`, options)).toBe("2026-12-01")
  })

  it("is a day by the formats that have no code, too, and a day that is text stays", async () => {
    const styles =
      `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="45"/></cellXfs></styleSheet>`
    const change: WorkbookOptions["change"] = (part) => part.name === "xl/styles.xml" ? { ...part, data: styles } : part
    expect(await cellText(`<c r="A2" s="1"><v>46357</v></c>`, { change })).toBe("2026-12-01")
    expect(await cellText(`<c r="A2" s="2"><v>46357.5</v></c>`, { change })).toBe("2026-12-01T12:00")
    expect(await cellText(`<c r="A2" s="3"><v>0.5</v></c>`, { change })).toBe("12:00")
    expect(await cellText(`<c r="A2" t="d"><v>2026-12-01T09:30:00</v></c>`)).toBe("2026-12-01T09:30:00")
  })
})
