import { Bus } from "@campanile/core"
import { Console, Effect, Layer, Result } from "effect"
import { Command } from "effect/cli"
import { database as databaseSetting, storeOf, withHints } from "../database.ts"
import { createKey } from "../keys.ts"
import { onlyWarnings } from "../logging.ts"
import { number, readSettings, type Setting, wholeNumber } from "../settings.ts"
import { database, given, text, texts } from "./flags.ts"

const workspace: Setting<string> = {
  flag: "workspace",
  otherwise: "",
  read: (name) =>
    /\S/u.test(name) && name.length <= 200
      ? Result.succeed(name.trim())
      : Result.fail("must be a name of at most 200 characters")
}

const settings = {
  database: databaseSetting,
  workspace,
  capacity: { flag: "capacity", otherwise: undefined, read: wholeNumber(1, 100_000) } satisfies Setting<
    number | undefined
  >,
  credits: { flag: "credits", otherwise: undefined, read: number(0.000001, 1e9) } satisfies Setting<number | undefined>
}

const create = Command.make(
  "create",
  {
    database,
    workspace: text("workspace", "NAME", "Whose key; made if there is none of this name"),
    capacity: text("capacity", "N", "The most simultaneous calls of the workspace"),
    credits: text("credits", "N", "Credits to add"),
    json: given("json", "Print one JSON object")
  },
  Effect.fnUntraced(function*({ json, ...flags }) {
    const wanted = yield* Effect.fromResult(readSettings(settings, {
      flags: { ...texts(flags), workspace: texts(flags)["workspace"] ?? "" },
      env: process.env
    }))
    const { credits, isNew, key, workspace } = yield* createKey(wanted).pipe(
      Effect.provide(Layer.merge(storeOf(withHints(wanted.database, "off")), Bus.layer)),
      Effect.provide(onlyWarnings)
    )
    const { capacity, id, name } = workspace
    yield* json
      ? Console.log(JSON.stringify({ workspace_id: id, workspace: name, capacity, credits, key }))
      : Console.log([
        `${isNew ? "New workspace" : "Workspace"} "${name}" (${id}): ${capacity} calls at once, ${credits} credits.`,
        "",
        `  ${key}`,
        "",
        "This is the only time that the key is shown. Send it as the header X-API-KEY."
      ].join("\n"))
  })
).pipe(Command.withDescription("Make a key to a workspace, and show it once"))

/** `campanile keys` */
export const keys = Command.make("keys").pipe(
  Command.withDescription("Keys to workspaces"),
  Command.withSubcommands([create])
)
