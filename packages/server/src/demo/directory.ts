import { Effect, Schema } from "effect"
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { journalOf } from "../server.ts"

/** The demo's own files cannot be used. */
export class DirectoryUnusable extends Schema.TaggedError<DirectoryUnusable>()("DirectoryUnusable", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.path}: ${this.reason}`
  }
}

const Line = Schema.Struct({ startedAt: Schema.Finite, startsAt: Schema.Finite, speed: Schema.Finite })

/**
 * What a demo has done so far, step by step. Each step is written before the next one begins, so that a demo that was
 * killed goes on where it was.
 */
export const State = Schema.Struct({
  adminKey: Schema.String,
  /** What the list is, in words. */
  source: Schema.String,
  /** Rows below the header of the list. */
  rows: Schema.Int,
  /** ISO 3166-1 alpha-2, for phones without a country; null where none is given. */
  country: Schema.NullOr(Schema.String),
  /** The zone of the schedule. */
  timezone: Schema.String,
  prompt: Schema.String,
  capacity: Schema.Int,
  /** How many caller numbers. */
  numbers: Schema.Int,
  /** Whole credits. */
  credits: Schema.Int,
  /** Instant (ms UTC) at which the demo's clock begins. */
  startsAt: Schema.Int,
  speed: Schema.Finite,
  /** Opens the demo's workspace. */
  key: Schema.optionalKey(Schema.String),
  agentId: Schema.optionalKey(Schema.String),
  listId: Schema.optionalKey(Schema.String),
  campaignId: Schema.optionalKey(Schema.String)
})
export interface State extends Schema.Schema.Type<typeof State> {}

const read = <A, I>(path: string, schema: Schema.Codec<A, I>) =>
  Effect.gen(function*() {
    const unusable = (cause: unknown) =>
      new DirectoryUnusable({ path, reason: cause instanceof Error ? cause.message : String(cause) })
    if (!existsSync(path)) return undefined
    const text = yield* Effect.try({ try: () => readFileSync(path, "utf8"), catch: unusable })
    return yield* Schema.decodeUnknownEffect(Schema.fromJsonString(schema))(text).pipe(Effect.mapError(unusable))
  })

const write = (path: string, text: string | Uint8Array, mode = 0o644) =>
  Effect.try({
    try: () => {
      const beside = `${path}.new`
      writeFileSync(beside, text, { mode })
      chmodSync(beside, mode)
      renameSync(beside, path)
    },
    catch: (cause) => new DirectoryUnusable({ path, reason: cause instanceof Error ? cause.message : String(cause) })
  })

/** The files of a demo. Each is replaced as a whole, so that a kill leaves the one before or the one after. */
export const openDirectory = Effect.fn("demo.openDirectory")(function*(path: string) {
  yield* Effect.try({
    try: () => mkdirSync(path, { recursive: true }),
    catch: (cause) => new DirectoryUnusable({ path, reason: cause instanceof Error ? cause.message : String(cause) })
  })
  const clock = join(path, "clock.json")
  const state = join(path, "demo.json")
  const list = join(path, "contacts.csv")
  const rejected = join(path, "rejected-rows.csv")
  const database = join(path, "campanile.db")
  const stored = [database, `${database}-wal`, `${database}-shm`, journalOf(database)]
  return {
    path,
    database,
    /** How the demo's time goes by. */
    clock: read(clock, Line),
    keepClock: (line: typeof Line.Type) => write(clock, `${JSON.stringify(line)}\n`),
    state: read(state, State),
    /** Only for its owner's eyes: it has the keys. */
    keepState: (next: State) => write(state, `${JSON.stringify(next, null, 2)}\n`, 0o600),
    /** The list that is called. */
    list: Effect.try({
      try: () => readFileSync(list),
      catch: (cause) => new DirectoryUnusable({ path: list, reason: String(cause) })
    }),
    keepList: (bytes: Uint8Array) => write(list, bytes),
    /** Where the rows are that were not accepted. */
    rejected,
    keepRejected: (text: string) => write(rejected, text),
    /** Begin anew: nothing that was done here counts any more. What was done is forgotten last. */
    clear: Effect.sync(() => {
      for (const file of [clock, list, rejected, ...stored, state]) rmSync(file, { force: true })
    })
  }
})

/** See {@link openDirectory}. */
export type Directory = Effect.Success<ReturnType<typeof openDirectory>>
