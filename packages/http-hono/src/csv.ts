import { guardFormulas, type ListId, Lists, type RejectedRow, type Store, type WorkspaceId } from "@campanile/core"
import { type Context, Effect, Option, Schema, Stream } from "effect"
import type { Answer } from "./endpoint.ts"

const cell = (value: string | number): string => {
  const safe = typeof value === "string" ? guardFormulas(value) : String(value)
  return /[",;|\t\r\n]/u.test(safe) ? `"${safe.replaceAll("\"", "\"\"")}"` : safe
}

/**
 * Some cells as a line of CSV by RFC 4180, of which no spreadsheet makes a formula: an apostrophe stands before a text
 * that could be one. A phone number gets it too, and has to: a spreadsheet would make +919876543210 a number and show
 * 9.19877E+11. Numbers are written as they are.
 */
export const csvLine = (cells: ReadonlyArray<string | number>): string => `${cells.map(cell).join(",")}\r\n`

const line = ({ code, column, line, reason, text }: RejectedRow) => csvLine([line, column, code, reason, text])

const pageSize = 1000

/** All rejected rows of a list as the text of a CSV file, read in pages as they are asked for. */
export const rejectedRowsCsv = (workspaceId: WorkspaceId, id: ListId) => {
  const rows = Stream.paginate(0, (offset) =>
    Effect.map(
      Lists.rejectedRows(workspaceId, id, { limit: pageSize, offset }),
      (page) => [page, page.length < pageSize ? Option.none() : Option.some(offset + pageSize)] as const
    ))
  return Stream.concat(
    Stream.make(csvLine(["line", "column", "code", "reason", "row"])),
    Stream.map(rows, line)
  )
}

/** The answer that is a CSV file. */
export const csvFile = (name: string, description: string): Answer<ReadableStream<Uint8Array>> => ({
  status: 200,
  description,
  mediaType: "text/csv",
  schema: Schema.String,
  respond: (bytes) =>
    new Response(bytes, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "x-content-type-options": "nosniff"
      }
    })
})

/** The bytes of a text that comes bit by bit, for a response. */
export const bytesOf = <E>(
  text: Stream.Stream<string, E, Store>,
  context: Context.Context<Store>
): ReadableStream<Uint8Array> => Stream.toReadableStreamWith(Stream.encodeText(text), context)
