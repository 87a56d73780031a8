import { AttemptId, Phone } from "@campanile/core"
import { AnswerPlan } from "@campanile/core"
import type { CarrierRecord } from "@campanile/core/testing"
import { Effect, Schema } from "effect"
import type { Scope } from "effect"
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs"

/** The journal has a line that its own writer cannot have written, or cannot be opened. */
export class JournalBroken extends Schema.TaggedError<JournalBroken>()("JournalBroken", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `the simulated carrier's journal ${this.path} cannot be used: ${this.reason}`
  }
}

/** The record of a simulated carrier, in a file. */
export interface CarrierJournal {
  /** What it was asked in its earlier lives. */
  readonly past: ReadonlyArray<CarrierRecord>
  /** Writes one more line, before it returns: a process that is killed after it has not forgotten. */
  readonly keep: (record: CarrierRecord) => void
}

const Line = Schema.fromJsonString(Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("placed"),
    at: Schema.Int,
    request: Schema.Struct({
      attemptId: AttemptId,
      to: Phone,
      from: Phone,
      answer: AnswerPlan,
      text: Schema.String,
      variables: Schema.Record(Schema.String, Schema.String),
      ringSeconds: Schema.Int,
      limitSeconds: Schema.Int
    })
  }),
  Schema.Struct({ kind: Schema.Literal("hung_up"), at: Schema.Int, attemptId: AttemptId })
]))

/**
 * Open a simulated carrier's journal: one JSON object a line, only ever added to. A carrier outlives its customers, and
 * this is what lets a simulated one do so. What a kill left of a last line is cut off.
 */
export const openJournal = (path: string): Effect.Effect<CarrierJournal, JournalBroken, Scope.Scope> =>
  Effect.gen(function*() {
    const attempt = <A>(work: () => A) =>
      Effect.try({
        try: work,
        catch: (cause) => new JournalBroken({ path, reason: cause instanceof Error ? cause.message : String(cause) })
      })
    const file = yield* Effect.acquireRelease(
      attempt(() => openSync(path, "a+")),
      (descriptor) => Effect.sync(() => closeSync(descriptor))
    )
    const bytes = yield* attempt(() => readFileSync(path))
    const whole = bytes.lastIndexOf("\n") + 1
    if (whole < bytes.length) yield* attempt(() => ftruncateSync(file, whole))
    const lines = bytes.toString("utf8", 0, whole).split("\n").slice(0, -1)
    const past = yield* Effect.forEach(lines, (line, index) =>
      Schema.decodeUnknownEffect(Line)(line).pipe(
        Effect.mapError((error) => new JournalBroken({ path, reason: `line ${index + 1}: ${error.message}` }))
      ))
    return {
      past,
      keep: (record) => {
        writeSync(file, `${JSON.stringify(record)}\n`)
      }
    }
  })
