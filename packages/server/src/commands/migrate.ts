import { Console, Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { database as databaseSetting, nameOf, storeOf, withHints } from "../database.ts"
import { onlyWarnings } from "../logging.ts"
import { readSettings } from "../settings.ts"
import { database, texts } from "./flags.ts"

/** `campanile migrate` */
export const migrate = Command.make(
  "migrate",
  { database },
  Effect.fnUntraced(function*(flags) {
    const wanted = yield* Effect.fromResult(
      readSettings({ database: databaseSetting }, { flags: texts(flags), env: process.env })
    )
    yield* Layer.build(storeOf(withHints(wanted.database, "off"))).pipe(Effect.scoped, Effect.provide(onlyWarnings))
    yield* Console.log(`The database ${nameOf(wanted.database)} is up to date.`)
  })
).pipe(Command.withDescription("Bring a database up to date, as serve does when it starts"))
