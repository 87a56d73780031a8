import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { Dice } from "./dice.ts"
import { listenAnywhere } from "./proxy.ts"
import { whyForged } from "./signature.ts"

/** A message as it was received, at least once. */
export interface Received {
  readonly type: string
  /** The attempt that it tells of, where it tells of one. */
  readonly attemptId: string | null
  /** The targets at which it came, as deliveries name them. */
  readonly at: ReadonlySet<string>
  /** How often it came in all. */
  readonly times: number
}

/** A target of messages: a callback URL of a workspace, or one of its webhooks. */
export interface Hook {
  readonly workspaceId: string
  /** As deliveries name it: the callback URL, or the id of the webhook. */
  readonly address: string
  /** What signs the messages to it. */
  readonly secret: string
}

/** What a receiver got until now. */
export interface Receipts {
  /** By message id. */
  readonly received: ReadonlyMap<string, Received>
  /** What came and must not be believed: why, for each. */
  readonly forged: ReadonlyArray<string>
  /** Ids under which two different bodies came. */
  readonly altered: ReadonlyArray<string>
}

/** Somebody else's server, to which webhooks go. It keeps what it received. */
export interface Receiver extends Receipts {
  /** Where a path of it is. */
  readonly urlOf: (path: string) => string
  /** From now on messages may come to a path. */
  readonly expect: (path: string, hook: Hook) => void
  readonly close: () => Promise<void>
}

const textIn = (value: unknown): string | null => typeof value === "string" ? value : null

const rawOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Array<Buffer> = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

const fieldsOf = (raw: Buffer): Record<string, unknown> => {
  const body: unknown = JSON.parse(raw.toString("utf8"))
  return typeof body === "object" && body !== null ? { ...body } : {}
}

/**
 * Start a receiver that believes nothing which is not signed with the secret of its path, and that fails as receivers do:
 * some messages it refuses, of some the answer is lost after it has taken them, some it takes its time for.
 */
export const startReceiver = async (dice: Dice): Promise<Receiver> => {
  const hooks = new Map<string, Hook>()
  const received = new Map<string, Received>()
  const bodies = new Map<string, string>()
  const forged: Array<string> = []
  const altered: Array<string> = []

  const keep = (hook: Hook, raw: Buffer, { attempt_id, id, type }: Record<string, unknown>) => {
    const key = textIn(id) ?? ""
    const body = raw.toString("utf8")
    const first = bodies.get(key) ?? body
    bodies.set(key, first)
    if (first !== body) altered.push(`message ${key} came with two bodies: ${first} and ${body}`)
    const before = received.get(key)
    received.set(key, {
      type: textIn(type) ?? "",
      attemptId: textIn(attempt_id),
      at: new Set([...before?.at ?? [], hook.address]),
      times: (before?.times ?? 0) + 1
    })
  }

  /** The fields of a message to a target, or what is wrong with it. */
  const read = (hook: Hook, { headers, url }: IncomingMessage, raw: Buffer) => {
    const [id = "", timestamp = "", signature = ""] = ["id", "timestamp", "signature"].map((name) =>
      textIn(headers[`webhook-${name}`]) ?? ""
    )
    const why = whyForged(hook.secret, { id, timestamp, signature }, raw, Date.now())
    if (why !== undefined) return `message ${id} to ${url} ${why}`
    const fields = fieldsOf(raw)
    if (fields["id"] !== id) return `message ${id} to ${url} calls itself ${textIn(fields["id"])}`
    return fields["workspace_id"] === hook.workspaceId ? fields : `message ${id} to ${url} is another workspace's`
  }

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await rawOf(request)
    const hook = hooks.get(request.url ?? "")
    const refuse = (why: string) => {
      forged.push(why)
      response.writeHead(400).end()
    }
    if (hook === undefined) return refuse(`something came to ${request.url}, where nothing is expected`)
    const fields = read(hook, request, raw)
    if (typeof fields === "string") return refuse(fields)
    if (dice.chance(0.03)) {
      response.writeHead(503).end()
      return
    }
    keep(hook, raw, fields)
    if (dice.chance(0.02)) request.socket.resetAndDestroy()
    else setTimeout(() => response.writeHead(204).end(), dice.chance(0.02) ? 1500 : 0)
  }
  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy())
  })
  const port = await listenAnywhere(server)
  return {
    urlOf: (path) => `http://127.0.0.1:${port}${path}`,
    expect: (path, hook) => {
      hooks.set(path, hook)
    },
    received,
    forged,
    altered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
