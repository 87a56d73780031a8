import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { callback, type Stage, stages, type TwilioSide } from "./account.ts"
import { instant } from "./talk.ts"

/** How long (ms) there is between two stages of a call, at the least and at the most. */
const gap = [20, 100] as const

const formOf = async (request: IncomingMessage) => {
  let body = ""
  for await (const bytes of request.setEncoding("utf8")) body += bytes
  return new URLSearchParams(body)
}

/** What the other side saw of some calls: when each request to dial came, and when each end was told (ms). */
export interface Seen {
  readonly dials: ReadonlyArray<number>
  readonly ends: ReadonlyArray<number>
}

/**
 * The other side of an account at Twilio, over HTTP: it takes each call at once, and tells what becomes of it, an answer
 * for everybody and an end some moments later.
 */
export const openCarrier = async () => {
  let sids = 0
  let port = 0
  let wanted = 0
  let all: (() => void) | undefined
  let broken: ((error: unknown) => void) | undefined
  let dials: Array<number> = []
  let ends: Array<number> = []

  const tell = async (call: TwilioSide, stage: Stage) => {
    const { body, signature, target } = callback(call, stage, Date.now())
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": signature
    }
    const answer = await fetch(`http://127.0.0.1:${port}${target}`, { method: "POST", headers, body })
    if (answer.status !== 204) throw new Error(`a callback was answered with ${answer.status}`)
  }

  const goOn = async (call: TwilioSide) => {
    for (const stage of stages) {
      await setTimeout(gap[0] + Math.random() * (gap[1] - gap[0]))
      if (stage === "completed") ends.push(instant())
      await tell(call, stage)
    }
    if (ends.length === wanted) all?.()
  }

  const server = createServer((request, response) => {
    const at = instant()
    const isDial = request.method === "POST" && request.url?.endsWith("/Calls.json") === true
    if (!isDial) return void response.writeHead(404, { "content-type": "application/json" }).end("{}")
    dials.push(at)
    formOf(request).then((form) => {
      const [to, from] = [form.get("To") ?? "", form.get("From") ?? ""]
      const sid = `CA${(++sids).toString(16).padStart(32, "0")}`
      const call = { sid, status: "queued", direction: "outbound-api", to, from, queue_time: "0" }
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(call))
      goOn({ callback: form.get("StatusCallback") ?? "", sid, to, from }).catch((error) => broken?.(error))
    }, (error) => broken?.(error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve())
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Tell everything to a server of this machine from now on. */
    tellTo: (at: number) => void (port = at),
    /** What is seen of the next calls, when so many have ended. */
    seen: (calls: number) =>
      new Promise<Seen>((resolve, reject) => {
        wanted = calls
        dials = []
        ends = []
        all = () => resolve({ dials, ends })
        broken = reject
      }),
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}
