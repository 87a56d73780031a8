import { ContactFiles, type FileRow, ListUnreadable } from "@campanile/core"
import { Effect, Layer, Pull, Stream } from "effect"
import { csvRows } from "../csv/csv-rows.ts"
import { workbookRows } from "../xlsx/workbook-rows.ts"
import { blocks } from "./blocks.ts"
import { isZip, notAList } from "./file-kind.ts"

/**
 * The records of a contact file, CSV or Excel workbook; which of them it is, its first bytes tell, for names and media
 * types are often wrong.
 */
export const rows = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.unwrap(Effect.gen(function*() {
    const pull = yield* Stream.toPull(blocks(bytes))
    const head = yield* Pull.catchDone(pull, () => Effect.succeed([]))
    const reason = head[0] === undefined ? undefined : notAList(head[0])
    if (reason !== undefined) return yield* new ListUnreadable({ reason, line: null })
    const whole = Stream.concat(Stream.fromArray(head), Stream.fromPull(Effect.succeed(pull)))
    return head[0] !== undefined && isZip(head[0]) ? workbookRows(whole) : csvRows(whole)
  }))

/** Contact files read as CSV or as Excel workbooks (xlsx). */
export const contactFiles: Layer.Layer<ContactFiles> = Layer.succeed(ContactFiles, ContactFiles.of({ rows }))
