import { ListUnreadable } from "@campanile/core"
import { Effect, type Scope, Stream } from "effect"
import { appendFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { limits, mebibytes } from "./limits.ts"

/**
 * A folder that only this user can read, gone when the scope closes. A disk that refuses it is no fault of the file, so
 * that it is a defect.
 */
export const temporaryFolder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "campanile-xlsx-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

/** Writes a file as it comes. A ZIP archive says at its end where its parts are, so it is read from the disk. */
export const writeDown = Effect.fnUntraced(function*<E>(bytes: Stream.Stream<Uint8Array, E>, path: string) {
  let size = 0
  yield* Stream.runForEach(
    bytes,
    Effect.fnUntraced(function*(block: Uint8Array) {
      size += block.length
      if (size > limits.file) {
        const reason = `the workbook is larger than ${mebibytes(limits.file)}: save it as CSV`
        return yield* new ListUnreadable({ reason, line: null })
      }
      yield* Effect.promise(() => appendFile(path, block, { mode: 0o600 }))
    })
  )
})
