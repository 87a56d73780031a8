// A server in a process of its own, as people run one; it tells what its process has used when it is asked.
import { startServer } from "campanile"
import { Effect, Redacted } from "effect"
import pg from "pg"

/** What the process has used until now. */
export interface Used {
  readonly statements: number
  /** Microseconds. */
  readonly cpu: NodeJS.CpuUsage
}

const url = process.argv[2] ?? ""

let statements = 0
const asked: unknown = Reflect.get(pg.Client.prototype, "query")
if (typeof asked !== "function") throw new Error("pg asks its queries in another way")
Reflect.set(
  pg.Client.prototype,
  "query",
  new Proxy(asked, {
    apply: (query, client, given) => {
      statements++
      return Reflect.apply(query, client, given)
    }
  })
)

const used = () => process.send?.({ statements, cpu: process.cpuUsage() } satisfies Used)

Effect.runFork(
  Effect.scoped(Effect.gen(function*() {
    yield* startServer({
      database: { kind: "postgres", url: Redacted.make(url), hints: undefined },
      carrierJournal: undefined,
      port: 0,
      host: "127.0.0.1",
      adminKey: undefined,
      publicUrl: undefined,
      preDial: undefined,
      twilio: undefined,
      speed: 1
    })
    process.on("message", used)
    process.on("disconnect", () => process.exit())
    used()
    return yield* Effect.never
  }))
)
