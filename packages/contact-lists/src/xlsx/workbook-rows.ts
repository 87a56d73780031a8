import { type FileRow, ListUnreadable } from "@campanile/core"
import { Effect, Stream } from "effect"
import { join } from "node:path"
import { makeHeaderFit } from "../files/header-fit.ts"
import { untilFault } from "../files/rows-read.ts"
import { limits } from "./limits.ts"
import { openParts, readPart } from "./parts.ts"
import { noTexts, readSharedTexts } from "./shared-texts.ts"
import { makeSheetReader } from "./sheet-reader.ts"
import { temporaryFolder, writeDown } from "./temporary-folder.ts"
import { readWorkbook } from "./workbook.ts"

/**
 * The rows of an Excel workbook (xlsx, xlsm): those of its first visible sheet. The file is written to a temporary
 * folder as it comes, for its parts stand in any order and are listed at its end; sheet and texts are then unpacked as
 * the rows are asked for, so that memory does not grow with the file.
 */
export const workbookRows = <E>(bytes: Stream.Stream<Uint8Array, E>): Stream.Stream<FileRow, ListUnreadable | E> =>
  Stream.unwrap(Effect.gen(function*() {
    const folder = yield* temporaryFolder
    const path = join(folder, "workbook")
    yield* writeDown(bytes, path)
    const parts = yield* openParts(path)
    const workbook = yield* readWorkbook(parts)
    if (typeof workbook === "string") return yield* new ListUnreadable({ reason: workbook, line: null })
    const { formats, from1904, sheet, sheetName, texts: table } = workbook
    const texts = table === undefined ? noTexts : yield* readSharedTexts(parts, table, join(folder, "texts"))
    const reader = makeSheetReader({ formats, from1904, texts })
    let empty = true
    return readPart(parts, sheet, limits.sheet).pipe(
      Stream.map(reader.push),
      Stream.concat(Stream.suspend(() => Stream.succeed(reader.end()))),
      untilFault,
      Stream.map(makeHeaderFit()),
      Stream.tap(() =>
        Effect.sync(() => {
          empty = false
        })
      ),
      Stream.concat(Stream.suspend(() =>
        empty
          ? Stream.fail(
            new ListUnreadable({
              reason: `the sheet "${sheetName}" is empty; of a workbook, the first sheet that can be seen is read`,
              line: null
            })
          )
          : Stream.empty
      ))
    )
  }))
