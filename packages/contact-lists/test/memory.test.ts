import { Effect, Stream } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { crc32, createDeflateRaw } from "node:zlib"
import { expect, it } from "vitest"
import { rowsOf } from "./reading.ts"
import { type Part, workbookParts, zipOf } from "./workbook-file.ts"

/**
 * How large the files are; larger ones are read, and the figures shown, by
 * `LIST_MIB=200 npm test -- --project @campanile/contact-lists memory`.
 */
const asked = process.env["LIST_MIB"]
const size = Number(asked ?? "48") * 1_048_576

setFlagsFromString("--expose-gc")
const collectGarbage: unknown = runInNewContext("gc")

/** MiB of the heap that are in use after all that can go has gone. */
const heap = (): number => {
  if (typeof collectGarbage === "function") collectGarbage()
  return process.memoryUsage().heapUsed / 1_048_576
}

/** Reads a file to its end, and answers with how far the heap grew (MiB) above what it was before the first row. */
const growth = async (what: string, bytes: Stream.Stream<Uint8Array>, rows: number) => {
  const samples = [heap()]
  let count = 0
  const started = performance.now()
  await Effect.runPromise(Stream.runForEach(rowsOf(bytes), () =>
    Effect.sync(() => {
      count++
      if (count % Math.floor(rows / 10) === 0) samples.push(heap())
    })))
  const seconds = (performance.now() - started) / 1000
  if (asked !== undefined) {
    const figures = samples.map((sample) => sample.toFixed(1)).join(" ")
    console.log(`${what}: ${count} rows in ${seconds.toFixed(1)} s; heap (MiB) before and at each tenth: ${figures}`)
  }
  expect(count).toBe(rows)
  expect(samples.length).toBeGreaterThan(10)
  return Math.max(...samples) - samples[0]!
}

it("stays flat while a CSV file of any size is read", async () => {
  const line = (row: number) => `+1415555${1000 + row % 9000},"Name ${row}, with a comma",${row},${"x".repeat(60)}\n`
  const linesPerChunk = 512
  const chunk = (from: number) => Array.from({ length: linesPerChunk }, (_, index) => line(from + index)).join("")
  const chunks = Math.ceil(size / chunk(0).length)
  const bytes = Stream.map(Stream.range(0, chunks - 1), (index) => Buffer.from(chunk(index * linesPerChunk)))
  expect(await growth(`CSV of ${size / 1_048_576} MiB`, bytes, chunks * linesPerChunk)).toBeLessThan(4)
}, 300_000)

/** Packs a part that is too large to be held. */
const packed = async (name: string, pieces: Iterable<string>): Promise<Part> => {
  const deflate = createDeflateRaw({ level: 1 })
  const chunks: Array<Buffer> = []
  const collected = (async () => {
    for await (const chunk of deflate) chunks.push(Buffer.from(chunk as Uint8Array))
  })()
  let crc = 0
  let length = 0
  for (const piece of pieces) {
    const bytes = Buffer.from(piece)
    crc = crc32(bytes, crc)
    length += bytes.length
    if (!deflate.write(bytes)) await new Promise((resolve) => deflate.once("drain", resolve))
  }
  deflate.end()
  await collected
  return { name, data: Buffer.concat(chunks), packed: { size: length, crc } }
}

function* pieces(begin: string, count: number, piece: (index: number) => string, end: string) {
  yield begin
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: Math.min(1000, count - from) }, (_, index) => piece(from + index)).join("")
  }
  yield end
}

it.each([
  ["in the order of its rows", (row: number) => row],
  // Each text is far from the one before.
  ["in any other order", (row: number, texts: number) => (row * 7919) % texts]
])("stays flat while a workbook with a large table of texts, %s, is read", async (order, indexOf) => {
  const textSize = 300
  const count = Math.floor(size / textSize)
  const rows = asked === undefined ? 30_000 : count
  const texts = await packed(
    "xl/sharedStrings.xml",
    pieces("<sst>", count, (index) => `<si><t>${index} ${"é".repeat(textSize / 2)}</t></si>`, "</sst>")
  )
  const sheet = await packed(
    "xl/worksheets/sheet1.xml",
    pieces(
      "<worksheet><sheetData>",
      rows,
      (row) =>
        `<row r="${row + 1}"><c r="A${row + 1}"><v>${919_876_000_000 + row}</v></c><c r="B${row + 1}" t="s"><v>${
          indexOf(row, count)
        }</v></c></row>`,
      "</sheetData></worksheet>"
    )
  )
  const book = zipOf(
    workbookParts({ sheets: [{ name: "a", data: "" }] })
      .map((part) => [texts, sheet].find(({ name }) => name === part.name) ?? part)
  )
  const unpacked = (texts.packed!.size + sheet.packed!.size) / 1_048_576
  const what = `Workbook of ${unpacked.toFixed(0)} MiB unpacked, ${count} texts ${order}`
  // Eight of them are the pages that are kept; in the smallest run the texts have 24.
  expect(await growth(what, Stream.succeed(book), rows)).toBeLessThan(16)
}, 300_000)
