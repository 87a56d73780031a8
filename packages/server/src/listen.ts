import { createAdaptorServer } from "@hono/node-server"
import { Effect, Schema } from "effect"
import type { Scope } from "effect"
import type { Hono } from "hono"
import type { Server } from "node:http"

/** The port cannot be listened on. Exit code 1. */
export class CannotListen extends Schema.TaggedError<CannotListen>()("CannotListen", {
  port: Schema.Int,
  reason: Schema.String
}) {
  override get message(): string {
    return `cannot listen on port ${this.port}: ${this.reason}`
  }
}

/** Milliseconds of real time that requests in progress have when the server stops. */
const grace = 4000

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "it is in use; stop what listens there, or choose another with --port or PORT",
  EACCES: "this user may not; choose one above 1023 with --port or PORT",
  EADDRNOTAVAIL: "the host is not an address of this machine; see --host or HOST",
  ENOTFOUND: "the host is not known; see --host or HOST"
}

const reasonOf = (error: NodeJS.ErrnoException) => reasons[error.code ?? ""] ?? error.message

/**
 * Serve an app over HTTP as long as the scope is open; answers with the port. At its end nothing new is accepted,
 * requests in progress are finished, and connections that then still stand are closed.
 */
export const listen = (
  app: Hono,
  { host, port }: { readonly host: string | undefined; readonly port: number }
): Effect.Effect<number, CannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, CannotListen>((resume) => {
      const server = createAdaptorServer({ fetch: app.fetch }) as Server
      server.once("error", (error) => resume(Effect.fail(new CannotListen({ port, reason: reasonOf(error) }))))
      server.listen(port, host, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        // A connection that was busy at the close stays open for another request when it has been answered.
        const idle = setInterval(() => server.closeIdleConnections(), 20)
        const impatient = setTimeout(() => server.closeAllConnections(), grace)
        server.close(() => {
          clearInterval(idle)
          clearTimeout(impatient)
          resume(Effect.void)
        })
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : port
    })
  )
