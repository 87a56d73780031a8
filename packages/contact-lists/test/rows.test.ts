import { Effect, Exit, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { rowLimit } from "../src/files/rows-read.ts"
import { cellsOf, read, readChunks, rowsOf } from "./reading.ts"

describe("a plain file", () => {
  it("is its rows, each with the line on which it begins", () => {
    expect(read("phone,name\n+14155550123,Ana\n+14155550124,Ben")).toEqual({
      rows: [
        { line: 1, cells: ["phone", "name"] },
        { line: 2, cells: ["+14155550123", "Ana"] },
        { line: 3, cells: ["+14155550124", "Ben"] }
      ]
    })
  })

  it("has no rows where it is empty or blank", () => {
    expect(read("")).toEqual({ rows: [] })
    expect(read("\n \r\n\t\n")).toEqual({ rows: [] })
  })

  it("loses the blanks around cells, those within quotes too", () => {
    expect(cellsOf(read("phone , name\n  1\u00a0,\t\" Ana \"  \n"))).toEqual({ 1: ["phone", "name"], 2: ["1", "Ana"] })
  })

  it("leaves out blank lines and rows of empty cells, and goes on counting lines", () => {
    expect(cellsOf(read("\nphone,name\n\n1,Ana\n   \n,\n\"\",\" \"\n2,Ben\n\n\n"))).toEqual({
      2: ["phone", "name"],
      4: ["1", "Ana"],
      8: ["2", "Ben"]
    })
  })

  it("passes on rows that have more or fewer cells than the header", () => {
    expect(cellsOf(read("a,b,c\n1\n1,2\n1,2,3,4\n1,2,\n"))).toEqual({
      1: ["a", "b", "c"],
      2: ["1"],
      3: ["1", "2"],
      4: ["1", "2", "3", "4"],
      5: ["1", "2", ""]
    })
  })

  it("loses the columns without a name that a spreadsheet leaves at the right, but no cell in them", () => {
    expect(cellsOf(read("phone,name,,\n1,Ana,,\n2,Ben,\n3,Cem\n4,Dee,,x\n5,,,\n"))).toEqual({
      1: ["phone", "name"],
      2: ["1", "Ana"],
      3: ["2", "Ben"],
      4: ["3", "Cem"],
      5: ["4", "Dee", "", "x"],
      6: ["5", ""]
    })
    expect(cellsOf(read("phone,name\n1,Ana,\n"))).toEqual({ 1: ["phone", "name"], 2: ["1", "Ana", ""] })
    expect(cellsOf(read("phone,,name,\n1,,Ana,\n"))).toEqual({ 1: ["phone", "", "name"], 2: ["1", "", "Ana"] })
  })

  it("has names of columns in which every blank is one, so that a prompt can name them", () => {
    expect(cellsOf(read("\"Mobile\r\nNumber\",First\u00a0 name\n1,A  B\n"))).toEqual({
      1: ["Mobile Number", "First name"],
      3: ["1", "A  B"]
    })
  })

  it.each([["LF", "\n"], ["CRLF", "\r\n"], ["CR", "\r"]])("may end its lines with %s", (_, end) => {
    expect(cellsOf(read(["a,b", "1,2", "", "\"x\",4", ""].join(end)))).toEqual({
      1: ["a", "b"],
      2: ["1", "2"],
      4: ["x", "4"]
    })
  })
})

describe("the delimiter", () => {
  it.each([["a comma", ","], ["a semicolon", ";"], ["a tab", "\t"], ["a pipe", "|"]])("may be %s", (_, delimiter) => {
    const text = ["phone", "name", "note"].join(delimiter) + "\n" + ["1", "Ana", "x, y; z"].map((cell) => `"${cell}"`)
      .join(delimiter)
    expect(cellsOf(read(text))).toEqual({ 1: ["phone", "name", "note"], 2: ["1", "Ana", "x, y; z"] })
  })

  it("is the one that the rows agree on, not the one that the header has most of", () => {
    const text = "phone|name (last, first, middle)\n1|Ana\n2|Ben, or Benjamin\n"
    expect(cellsOf(read(text))).toEqual({
      1: ["phone", "name (last, first, middle)"],
      2: ["1", "Ana"],
      3: ["2", "Ben, or Benjamin"]
    })
  })

  it("is not looked for within quotes", () => {
    expect(cellsOf(read("\"a,b,c\n,,\";d\n1;2\n"))).toEqual({ 1: ["a,b,c ,,", "d"], 3: ["1", "2"] })
  })

  it("is what Excel's first line says", () => {
    expect(cellsOf(read("sep=|\r\na,b|c\r\n1|2\r\n"))).toEqual({ 2: ["a,b", "c"], 3: ["1", "2"] })
  })

  it("is missing from a file of one column", () => {
    expect(cellsOf(read("phone\n1\n2"))).toEqual({ 1: ["phone"], 2: ["1"], 3: ["2"] })
  })
})

describe("quotes", () => {
  it("hold delimiters, line ends and doubled quotes", () => {
    expect(cellsOf(read("phone,note\n1,\"he said \"\"hi\"\",\r\nand left\n\"\n2,\"\"\n3,x\n"))).toEqual({
      1: ["phone", "note"],
      2: ["1", "he said \"hi\",\r\nand left"],
      5: ["2", ""],
      6: ["3", "x"]
    })
  })

  it("within a cell that does not begin with one are part of it", () => {
    expect(cellsOf(read("item,phone\n5\" pipe,1\nRobert \"Bob\",2\n"))).toEqual({
      1: ["item", "phone"],
      2: ["5\" pipe", "1"],
      3: ["Robert \"Bob\"", "2"]
    })
  })

  it("with text behind them break their row, and no other", () => {
    const file = read("phone,name\n1,\"Ana\"x\n2,Ben\n\"3\",Cem\n")
    expect(cellsOf(file)).toEqual({ 1: ["phone", "name"], 2: "1,\"Ana\"x", 3: ["2", "Ben"], 4: ["3", "Cem"] })
    expect(file.rows[1]!.broken).toBe("there is text between a closing quote and the next delimiter")
  })

  it("that were never meant to open a cell break their row, and none of those they run over", () => {
    expect(cellsOf(read("name,phone\n\"Ana,1\nBen,2\nCem,3\n\"Dee, Jr.\",4\nEva,5\n"))).toEqual({
      1: ["name", "phone"],
      2: "\"Ana,1",
      3: ["Ben", "2"],
      4: ["Cem", "3"],
      5: ["Dee, Jr.", "4"],
      6: ["Eva", "5"]
    })
  })

  it("in doubt, after an open one, break the rows that have them, so that half a cell is no name", () => {
    expect(cellsOf(read("phone,note\n1,\"first\nsecond\" third,x\n2,5\" pipe\n"))).toEqual({
      1: ["phone", "note"],
      2: "1,\"first",
      3: "second\" third,x",
      4: ["2", "5\" pipe"]
    })
  })

  it("left open to the end fail the file at the line on which they open", () => {
    expect(read("name,phone\nAna,1\n\"a\nb\",\"Ben\n2\n3\n")).toEqual({
      rows: [{ line: 1, cells: ["name", "phone"] }, { line: 2, cells: ["Ana", "1"] }],
      unreadable: "line 4: a quote opens here and is never closed"
    })
  })

  it("broken in the header fail the file", () => {
    expect(read("\"phone\"x,name\n1,Ana\n").unreadable)
      .toBe("line 1: the header cannot be read: there is text between a closing quote and the next delimiter")
  })
})

describe("what is too long", () => {
  const filler = (length: number) => "x".repeat(length)

  it("is a line of more than a mebi of characters", () => {
    expect(read(`a,b\n1,${filler(rowLimit - 2)}\n`).rows).toHaveLength(2)
    expect(read(`a,b\n1,${filler(rowLimit)}\n2,y\n`)).toEqual({
      rows: [{ line: 1, cells: ["a", "b"] }],
      unreadable: `line 2: the line is longer than ${rowLimit} characters`
    })
  })

  it("is a quoted cell that swallows as much", () => {
    const swallowed = "row,row\n".repeat(rowLimit / 8 + 1)
    expect(read(`a,b\n1,2\n3,"${swallowed}`).unreadable)
      .toBe(`line 3: a quote opens here and is not closed within ${rowLimit} characters`)
    expect(read(`a,b\n1,2\n3,"${swallowed}"\n`).unreadable)
      .toBe(`line 3: a quote opens here and is not closed within ${rowLimit} characters`)
  })
})

describe("the stream", () => {
  const endless = (pulled: { blocks: number }) => {
    const line = new TextEncoder().encode(`1,${"x".repeat(1021)}\n`.repeat(64))
    return Stream.fromEffectRepeat(Effect.sync(() => {
      pulled.blocks++
      return line
    }))
  }

  it("reads no further than its rows are taken", async () => {
    const pulled = { blocks: 0 }
    const rows = await Effect.runPromise(Stream.runCollect(Stream.take(rowsOf(endless(pulled)), 100)))
    expect(rows).toHaveLength(100)
    expect(pulled.blocks).toBeLessThanOrEqual(3)
  })

  it("stops reading where the file cannot be read", async () => {
    const pulled = { blocks: 0 }
    const picture = Stream.concat(Stream.succeed(new Uint8Array([0x89, 0x50, 0x4e, 0x47])), endless(pulled))
    const exit = await Effect.runPromiseExit(Stream.runDrain(rowsOf(picture)))
    expect(Exit.isFailure(exit)).toBe(true)
    expect(pulled.blocks).toBeLessThanOrEqual(2)
  })

  it("fails as its bytes fail, after the rows before", async () => {
    const lines = new TextEncoder().encode("a,b\n".repeat(20_000))
    const rows: Array<number> = []
    const broken = Stream.concat(Stream.succeed(lines), Stream.fail("disk"))
    const failed = await Effect.runPromise(Effect.flip(
      Stream.runForEach(rowsOf(broken), ({ line }) => Effect.sync(() => rows.push(line)))
    ))
    expect(failed).toBe("disk")
    expect(rows.length).toBeGreaterThan(0)
  })

  it("is the same however often it is run", () => {
    const stream = rowsOf(Stream.succeed(new TextEncoder().encode("a;b\n1;2\n")))
    const first = Effect.runSync(Stream.runCollect(stream))
    expect(Effect.runSync(Stream.runCollect(stream))).toEqual(first)
    expect(first).toMatchObject(readChunks([new TextEncoder().encode("a;b\n1;2\n")]).rows)
  })
})
