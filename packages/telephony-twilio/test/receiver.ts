import type { CarrierRequest } from "@campanile/core"
import { Effect, type Scope } from "effect"
import { createServer } from "node:http"

/** Listens on a port of its own as long as the scope is open, and answers 204 to whatever comes. Answers with its URL. */
export const receiver = (hear: (request: CarrierRequest) => void): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
        const server = createServer((request, response) => {
          const parts: Array<Buffer> = []
          request.on("data", (part: Buffer) => parts.push(part))
          request.on("end", () => {
            const text = (name: string) => request.headersDistinct[name]?.[0]
            hear({
              method: request.method ?? "",
              target: request.url ?? "",
              headers: { host: text("host"), "x-twilio-signature": text("x-twilio-signature") },
              body: Buffer.concat(parts).toString("utf8"),
              peer: request.socket.remoteAddress
            })
            response.writeHead(204).end()
          })
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const close = () => {
            server.close()
            server.closeAllConnections()
          }
          const port = typeof address === "object" && address !== null ? address.port : 0
          resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ url }) => url
  )
