import { describe, expect, it } from "vitest"
import { blockSize } from "../src/files/blocks.ts"
import { cellsOf, readChunks } from "./reading.ts"

const bytes = (...parts: ReadonlyArray<string | ReadonlyArray<number>>): Uint8Array =>
  Buffer.concat(parts.map((part) => typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))

const utf16 = (text: string, order: "LE" | "BE"): Uint8Array => {
  const little = Buffer.from(`\ufeff${text}`, "utf16le")
  return order === "LE" ? little : little.swap16()
}

const read = (...parts: ReadonlyArray<string | ReadonlyArray<number>>) => readChunks([bytes(...parts)])
const readUtf8 = (text: string) => readChunks([new TextEncoder().encode(text)])

const names = { 1: ["phone", "name"], 2: ["1", "José"], 3: ["2", "Zoë 🌿"] }

describe("Unicode", () => {
  it("is UTF-8, with a byte order mark or without", () => {
    expect(cellsOf(readUtf8("phone,name\n1,José\n2,Zoë 🌿\n"))).toEqual(names)
    expect(cellsOf(readUtf8("\ufeffphone,name\n1,José\n2,Zoë 🌿\n"))).toEqual(names)
  })

  it.each(["LE", "BE"] as const)("is UTF-16 %s with its mark", (order) => {
    expect(cellsOf(readChunks([utf16("phone\tname\r\n1\tJosé\r\n2\tZoë 🌿\r\n", order)]))).toEqual(names)
  })

  it("is read to its last byte, which may be alone in its block", () => {
    const name = "x".repeat(blockSize - "1,".length)
    expect(readUtf8("x").rows).toEqual([{ line: 1, cells: ["x"] }])
    expect(readUtf8(`1,${name}y`).rows).toEqual([{ line: 1, cells: ["1", `${name}y`] }])
  })

  it.each([1, 2, 3, 4])("keeps a character that a block cuts after %i bytes", (before) => {
    const filler = "x".repeat(blockSize - before - "1,".length)
    expect(readUtf8(`1,${filler}🌿é\n2,y`).rows).toEqual([
      { line: 1, cells: ["1", `${filler}🌿é`] },
      { line: 2, cells: ["2", "y"] }
    ])
  })

  it("with a wrong byte fails where it stands, after the rows before", () => {
    expect(readChunks([Buffer.concat([Buffer.from("phone,name\n1,José\n2,Zoë\n3,"), bytes([0xe9], "\n")])])).toEqual({
      rows: [{ line: 1, cells: ["phone", "name"] }, { line: 2, cells: ["1", "José"] }, {
        line: 3,
        cells: ["2", "Zoë"]
      }],
      unreadable: "line 4: a character here is not UTF-8: save the file as UTF-8"
    })
  })

  it("with a wrong byte far into the file fails on that line", () => {
    const rows = "1,José\n".repeat(50_000)
    const file = readChunks([Buffer.concat([Buffer.from(`phone,name\n${rows}2,`), bytes([0xff], "\n3,Zoe\n")])])
    expect(file.rows).toHaveLength(50_001)
    expect(file.unreadable).toBe("line 50002: a character here is not UTF-8: save the file as UTF-8")
  })

  it("cut off within a character fails at the end", () => {
    expect(read("phone,name\n1,", [0xc3, 0xa9], "\n2,", [0xc3]).unreadable)
      .toBe("line 3: the file ends in the middle of a character: it was cut off")
    expect(readChunks([utf16("phone,name\n1,José", "LE").subarray(0, -1)]).unreadable)
      .toBe("line 2: the file ends in the middle of a character: it was cut off")
  })
})

describe("Windows-1252", () => {
  it("is what is no UTF-8", () => {
    expect(cellsOf(read("phone;name;due\n1;Jos", [0xe9], ";5 ", [0x80], "\n2;O", [0x92], "Hara;7 ", [0x80], "\n")))
      .toEqual({ 1: ["phone", "name", "due"], 2: ["1", "José", "5 €"], 3: ["2", "O’Hara", "7 €"] })
  })

  it("shows late, when all that came before is ASCII", () => {
    const rows = "1,Ana\n".repeat(20_000)
    const file = read("phone,name\n", rows, "2,M", [0xfc], "ller\n")
    expect(file.rows.at(-1)).toEqual({ line: 20_002, cells: ["2", "Müller"] })
  })

  it("shows in the last byte of a block, or of the file", () => {
    const filler = "x".repeat(blockSize - 3)
    expect(read("1,", filler, [0xe9], ",b\n2,c,d\n").rows[0]!.cells[1]).toBe(`${filler}é`)
    expect(cellsOf(read("phone,name\n1,Jos", [0xe9]))).toEqual({ 1: ["phone", "name"], 2: ["1", "José"] })
  })

  it("has five bytes that mean nothing, so that another encoding is not read into nonsense", () => {
    expect(read("phone,name\n1,", [0xc0, 0xe1, 0x8f, 0xc4], "\n").unreadable)
      .toBe("line 2: this is neither UTF-8 nor Windows-1252: save the file as UTF-8")
  })
})

describe("what is no text", () => {
  it.each([
    ["an old workbook", [[0xd0, 0xcf, 0x11, 0xe0, 0xa1]], /old Excel workbook \(xls\)/u],
    ["a PDF", ["%PDF-1.7\n1 0 obj\n"], /PDF/u],
    ["a picture", [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]], /picture \(PNG\)/u],
    ["a compressed file", [[0x1f, 0x8b, 0x08, 0x00]], /gzip/u],
    ["a web page named .xls", [[0xef, 0xbb, 0xbf], "\r\n<HTML><table><tr><td>phone</td></tr>"], /web page/u]
  ])("is told as %s", (_, parts, reason) => {
    const file = read(...parts)
    expect(file.rows).toEqual([])
    expect(file.unreadable).toMatch(reason)
    expect(file.unreadable).not.toMatch(/^line/u)
  })

  it("is told by its NUL characters otherwise, and by the line of the first", () => {
    expect(read("a,b\n1,2\n3\0,4\n")).toEqual({
      rows: [{ line: 1, cells: ["a", "b"] }, { line: 2, cells: ["1", "2"] }],
      unreadable: "line 3: there are NUL characters: this is no text file, or UTF-16 without its byte order mark"
    })
    expect(readChunks([Buffer.from("phone,name\n", "utf16le")]).unreadable).toMatch(/UTF-16 without/u)
  })
})
