import { Effect } from "effect"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** The path of a database that is not there yet, in a folder of its own that is gone with the scope. */
export const temporaryFile = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "campanile-sqlite-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
).pipe(Effect.map((folder) => join(folder, "calls.db")))

/** The names of what lies in a file's folder. */
export const filesBeside = (path: string) => Effect.sync(() => readdirSync(dirname(path)).toSorted())
