import { Effect } from "effect"
import pg from "pg"

/** What `pg` has and its types do not name. */
declare module "pg" {
  interface Client {
    /** By which the server knows the connection. */
    readonly processID: number | null
    readonly secretKey: number | null
  }
  interface Connection {
    readonly connect: (port: number, host: string) => void
    readonly requestSsl: () => void
    readonly cancel: (processID: number, secretKey: number) => void
  }
}

/**
 * Have the server cancel what a connection is busy with, over a connection of its own, as the protocol has it: it works
 * through a pooler too. It ends when the server has taken it and closed the connection, for there are poolers that do
 * not survive it the other way round; and it never fails: who is not heard has tried.
 */
export const cancel = (client: pg.Client): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const { host, port, processID, secretKey, ssl } = client
    if (processID === null || secretKey === null) return resume(Effect.void)
    const { connection } = new pg.Client({ host, port, ssl })
    const done = () => resume(Effect.void)
    const send = () => connection.cancel(processID, secretKey)
    connection.on("connect", () => ssl ? connection.requestSsl() : send())
    connection.on("sslconnect", send)
    connection.on("error", done)
    connection.on("end", done)
    connection.connect(port, host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : host)
    return Effect.sync(() => connection.stream.destroy())
  })
