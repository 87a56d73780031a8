// A program that is the bundled server, dialing through an account at Twilio.
import { type Database, startServer } from "campanile"
import { Effect, Redacted } from "effect"
import { account } from "../http/account.ts"
import { answer } from "../http/talk.ts"
import { onlyWarnings } from "../world/logging.ts"

/** A database, as one process tells another of it. */
export type Where =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "postgres"; readonly url: string }

/** What it serves: the database, and where Twilio's API is said to be. */
export interface Served {
  readonly where: Where
  readonly apiUrl: string
}

const { apiUrl, where }: Served = JSON.parse(process.argv[2]!)
const database: Database = where.kind === "sqlite"
  ? where
  : { kind: "postgres", url: Redacted.make(where.url), hints: undefined }

Effect.runFork(
  Effect.scoped(Effect.gen(function*() {
    const { address } = yield* startServer({
      database,
      carrierJournal: undefined,
      synchronous: "normal",
      port: 0,
      host: "127.0.0.1",
      adminKey: undefined,
      publicUrl: account.publicUrl,
      preDial: undefined,
      twilio: {
        accountSid: account.accountSid,
        authToken: Redacted.make(account.authToken),
        publicUrl: account.publicUrl,
        apiUrl,
        cps: 1000
      },
      speed: 1
    })
    answer({ port: Number(new URL(address).port) })
    return yield* Effect.never
  })).pipe(Effect.provide(onlyWarnings))
)
