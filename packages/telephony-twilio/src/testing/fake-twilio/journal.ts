import { Effect, type Scope } from "effect"
import { closeSync, openSync, readFileSync, writeSync } from "node:fs"
import type { FakeRecord } from "./record.ts"

/** Keeps a fake's record in a file, one JSON object a line, each written before anything is answered. */
export const keepIn = (path: string): Effect.Effect<(line: FakeRecord) => void, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(Effect.sync(() => openSync(path, "a")), (file) => Effect.sync(() => closeSync(file))),
    (file) => (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`)
    }
  )

/** Reads a record that a fake has kept. What a kill left of a last line is left out. */
export const readRecord = (path: string): ReadonlyArray<FakeRecord> =>
  readFileSync(path, "utf8").split("\n").slice(0, -1).map((line): FakeRecord => JSON.parse(line))
