import { type Removed, type Retention, Retentions, Workspaces } from "@campanile/core"
import { Console, Effect, Result, Schema } from "effect"
import { Command } from "effect/cli"
import { database as databaseSetting, storeOf, synchronous, withHints } from "../database.ts"
import { onlyWarnings } from "../logging.ts"
import { readDays, retentionOf, retentionSettings } from "../retention-settings.ts"
import { readSettings, type Setting } from "../settings.ts"
import { database, given, text, texts } from "./flags.ts"

const settings = {
  database: databaseSetting,
  synchronous,
  ...retentionSettings,
  olderThan: {
    flag: "older-than",
    otherwise: undefined,
    read: (days) =>
      Result.mapError(
        Result.flatMap(readDays(days), (value) => value === null ? Result.fail("") : Result.succeed(value)),
        () => `must be days from 1d to 36500d, not "${days}"`
      )
  } satisfies Setting<number | undefined>,
  workspace: { flag: "workspace", otherwise: undefined, read: (name) => Result.succeed(name) } satisfies Setting<
    string | undefined
  >
}

/** There is no workspace of this name. */
export class NoSuchWorkspace extends Schema.TaggedError<NoSuchWorkspace>()("NoSuchWorkspace", {
  name: Schema.String
}) {
  override get message(): string {
    return `there is no workspace "${this.name}"`
  }
}

const words: ReadonlyArray<readonly [keyof Removed, string]> = [
  ["calls", "calls"],
  ["attempts", "attempts"],
  ["decisions", "decisions"],
  ["contacts", "contacts"],
  ["rejectedRows", "rejected rows"],
  ["messages", "messages"]
]

const said = (name: string, removed: Removed, dryRun: boolean) => {
  const counts = words.flatMap(([key, word]) => removed[key] === 0 ? [] : [`${removed[key]} ${word}`])
  const what = counts.length === 0 ? "nothing" : counts.join(", ")
  return `Workspace "${name}": ${what} ${dryRun ? "would be removed" : "removed"}.`
}

const everything = (days: number): Retention => ({ finished: days, delivered: days, dead: days })

/** How long between two steps, so that a server on the same file has its turns. */
const breath = Effect.sleep("10 millis")

/** `campanile prune` */
export const prune = Command.make(
  "prune",
  {
    database,
    "older-than": text(
      "older-than",
      "DAYS",
      "Instead of what policies say: everything that is finished so long, such as 90d"
    ),
    workspace: text("workspace", "NAME", "Only in the workspaces of this name"),
    "dry-run": given("dry-run", "Only count what would be removed"),
    json: given("json", "Print one JSON object")
  },
  Effect.fnUntraced(function*({ "dry-run": dryRun, json, ...flags }) {
    const wanted = yield* Effect.fromResult(readSettings(settings, { flags: texts(flags), env: process.env }))
    const days = wanted.olderThan
    const retention = days === undefined ? retentionOf(wanted) : everything(days)
    const pruned = yield* Effect.gen(function*() {
      const { workspace: name } = wanted
      const workspaces = (yield* Workspaces.all).filter((one) => name === undefined || one.name === name)
      if (name !== undefined && workspaces.length === 0) return yield* new NoSuchWorkspace({ name })
      return yield* Effect.forEach(workspaces, (workspace) =>
        Effect.map(
          Retentions.pruneWorkspace(workspace.id, {
            retention,
            ownRetention: days === undefined,
            dryRun,
            between: breath
          }),
          (removed) => ({ workspace, removed })
        ))
    }).pipe(
      Effect.provide(storeOf(withHints(wanted.database, "off"), wanted.synchronous)),
      Effect.provide(onlyWarnings)
    )
    yield* json
      ? Console.log(JSON.stringify({
        dry_run: dryRun,
        workspaces: pruned.map(({ removed: { rejectedRows, ...removed }, workspace: { id, name } }) => ({
          workspace_id: id,
          workspace: name,
          ...removed,
          rejected_rows: rejectedRows
        }))
      }))
      : Console.log(pruned.map(({ removed, workspace: { name } }) => said(name, removed, dryRun)).join("\n"))
  })
).pipe(Command.withDescription("Remove what has been finished for as long as it is kept"))
