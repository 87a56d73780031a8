import { contactFiles } from "@campanile/contact-lists"
import { ContactFiles } from "@campanile/core"
import { parse } from "csv-parse"
import { Effect, Stream } from "effect"
import { createReadStream } from "node:fs"
import { bytesOf } from "./importing.ts"

/** Read all rows of a contact file, and answer with how many cells they have. */
export const ourReader = (path: string): Promise<number> =>
  Effect.gen(function*() {
    const files = yield* ContactFiles
    let cells = 0
    yield* Stream.runForEachArray(files.rows(bytesOf(path)), (rows) =>
      Effect.sync(() => {
        for (const row of rows) cells += row.cells.length
      }))
    return cells
  }).pipe(Effect.provide(contactFiles), Effect.runPromise)

/** The same by csv-parse, which is told what the other has to find. */
export const theirReader = async (path: string): Promise<number> => {
  let cells = 0
  const rows = createReadStream(path).pipe(parse({ trim: true }))
  rows.on("data", (row: ReadonlyArray<string>) => {
    cells += row.length
  })
  await new Promise((resolve, reject) => rows.once("end", resolve).once("error", reject))
  return cells
}
