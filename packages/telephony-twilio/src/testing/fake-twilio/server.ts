import { Effect, Schema, type Scope } from "effect"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { FakeFault } from "./faults.ts"
import type { FakeAnswer, FakeRequest } from "./requests.ts"

/** A request with who asks. */
export interface FakeArrival extends FakeRequest {
  readonly authorization: string | undefined
}

/** What becomes of a request: an answer, unless a fault stands in its way. */
export interface FakeReply {
  readonly answer: FakeAnswer
  readonly fault: FakeFault | undefined
}

/** The fake cannot listen where it should. */
export class FakeCannotListen extends Schema.TaggedError<FakeCannotListen>()("FakeCannotListen", {
  reason: Schema.String
}) {
  override get message(): string {
    return `the fake Twilio cannot listen: ${this.reason}`
  }
}

const write = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(body)
}

const reply = (request: IncomingMessage, response: ServerResponse, { answer, fault }: FakeReply) => {
  switch (fault?.kind) {
    case undefined:
      return write(response, answer.status, JSON.stringify(answer.json))
    case "throttled":
      return write(
        response,
        429,
        JSON.stringify({ code: 20429, message: "Too Many Requests", status: 429 }),
        fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) }
      )
    case "error":
      return write(
        response,
        fault.status,
        JSON.stringify({ code: 20500, message: "An internal error", status: fault.status })
      )
    case "silence":
      return
    case "reset":
      request.socket.resetAndDestroy()
      return
    case "garbled":
      response.writeHead(201, { "content-type": "text/html" })
      response.end("<html><body>It worked!</body></html>")
  }
}

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString("utf8")
}

/** Serves requests as long as the scope is open; answers with the port. At its end every connection is closed. */
export const serve = (
  { host, port }: { readonly host: string; readonly port: number },
  handle: (arrival: FakeArrival) => FakeReply
): Effect.Effect<number, FakeCannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, FakeCannotListen>((resume) => {
      const server = createServer((request, response) => {
        read(request).then(
          (body) =>
            reply(
              request,
              response,
              handle({
                method: request.method ?? "GET",
                url: new URL(request.url ?? "/", "http://fake"),
                form: new URLSearchParams(body),
                authorization: request.headers.authorization
              })
            ),
          () => request.socket.destroy()
        )
      })
      server.once("error", (error) => resume(Effect.fail(new FakeCannotListen({ reason: error.message }))))
      server.listen(port, host, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : port
    })
  )
