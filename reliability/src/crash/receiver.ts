import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { Dice } from "./dice.ts"
import { listenAnywhere } from "./proxy.ts"

/** A message as it was received, at least once. */
export interface Received {
  readonly type: string
  /** The attempt that it tells of, where it tells of one. */
  readonly attemptId: string | null
  /** How often it came. */
  readonly times: number
}

/** Somebody else's server, to which webhooks go. It keeps what it received, by message id. */
export interface Receiver {
  readonly url: string
  readonly received: ReadonlyMap<string, Received>
  readonly close: () => Promise<void>
}

const textIn = (value: unknown): string | null => typeof value === "string" ? value : null

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(Buffer.from(part))
  const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"))
  return typeof body === "object" && body !== null ? { ...body } : {}
}

/**
 * Start a receiver that fails as receivers do: some messages it refuses, of some the answer is lost after it has taken
 * them, some it takes its time for.
 */
export const startReceiver = async (dice: Dice): Promise<Receiver> => {
  const received = new Map<string, Received>()
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { attempt_id, id, type } = await bodyOf(request)
    if (dice.chance(0.03)) {
      response.writeHead(503).end()
      return
    }
    const key = textIn(id) ?? ""
    const times = (received.get(key)?.times ?? 0) + 1
    received.set(key, { type: textIn(type) ?? "", attemptId: textIn(attempt_id), times })
    if (dice.chance(0.02)) request.socket.resetAndDestroy()
    else setTimeout(() => response.writeHead(204).end(), dice.chance(0.02) ? 1500 : 0)
  }
  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy())
  })
  const port = await listenAnywhere(server)
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
