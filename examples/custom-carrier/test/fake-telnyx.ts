import type { CarrierRequest } from "@campanile/core"
import { Clock, Effect, FiberSet, Layer } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { generateKeyPairSync, sign } from "node:crypto"

/** How the phones of the fake end a call. */
export type End = "talk" | "absent" | "busy" | "declined" | "nobody"

/** What a request to dial meets instead of its answer. */
export interface Fault {
  readonly status: number
  readonly body?: unknown
  readonly taken: boolean
}

interface Call {
  readonly id: string
  readonly to: string
  readonly from: string
  readonly start: number
  readonly limit: number
  readonly ring: number
  state: string
  answeredAt: number | undefined
  isOver: boolean
}

const { privateKey, publicKey } = generateKeyPairSync("ed25519")

/** The account's public key, as Telnyx shows it. */
export const shownKey = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")

/** A body in a request as Telnyx signs it, at an instant (ms UTC). */
export const signed = (body: string, now: number): CarrierRequest => {
  const timestamp = String(Math.floor(now / 1000))
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString("base64")
  const headers = { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": signature }
  return { method: "POST", target: "/carrier/telnyx/events", headers, body, peer: "127.0.0.1" }
}

/**
 * A small Telnyx: as much of call control as the adapter uses, behind an HttpClient instead of a network. Two things in it
 * are guesses, for Telnyx's documents leave them open: that the `metadata` of a call event is the event that was sent, and
 * that `call.cost` has its currency beside `total_cost`.
 */
export const makeFake = (endOf: (phone: string) => End) => {
  const calls = new Map<string, Call>()
  const commands = new Map<string, unknown>()
  const events: Array<{ readonly to: string; readonly from: string; readonly at: number; readonly event: object }> = []
  const sent: Array<CarrierRequest> = []
  const faults: Array<Fault | "silence"> = []
  const outages: typeof faults = []

  const layer = Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function*() {
      const clock = yield* Clock.Clock
      const run = yield* FiberSet.makeRuntime()
      const now = () => clock.currentTimeMillisUnsafe()
      const later = (seconds: number, work: () => void) =>
        run(Effect.andThen(Effect.sleep(seconds * 1000), Effect.sync(work)))

      const tell = (call: Call, event_type: string, more: object = {}) => {
        const event = {
          event_type,
          occurred_at: new Date(now()).toISOString(),
          payload: {
            call_control_id: call.id,
            client_state: call.state,
            start_time: new Date(call.start).toISOString(),
            ...more
          }
        }
        events.push({ to: call.to, from: call.from, at: now(), event })
        sent.push(signed(JSON.stringify({ data: event }), now()))
      }

      const end = (call: Call, hangup_cause: string) => {
        if (call.isOver) return
        call.isOver = true
        tell(call, "call.hangup", { hangup_cause })
        const { answeredAt } = call
        if (answeredAt === undefined) return
        const cost = (0.007 * Math.ceil((now() - answeredAt) / 60_000)).toFixed(4)
        later(2, () => tell(call, "call.cost", { total_cost: cost, currency: "USD" }))
      }

      const dial = (body: Record<string, string | number>) => {
        const call: Call = {
          id: `v3:${calls.size}`,
          to: String(body["to"]),
          from: String(body["from"]),
          start: now(),
          ring: Number(body["timeout_secs"] ?? 30),
          limit: Number(body["time_limit_secs"] ?? 14_400),
          state: String(body["client_state"]),
          answeredAt: undefined,
          isOver: false
        }
        calls.set(call.id, call)
        tell(call, "call.initiated")
        switch (endOf(call.to)) {
          case "busy":
            return later(2, () => end(call, "user_busy")), call
          case "declined":
            return later(4, () => end(call, "call_rejected")), call
          case "nobody":
            return later(1, () => end(call, "not_found")), call
          case "absent":
            return later(call.ring, () => end(call, "timeout")), call
          case "talk":
            later(5, () => {
              if (call.isOver) return
              call.answeredAt = now()
              tell(call, "call.answered")
              later(Math.min(90, call.limit), () => end(call, call.limit < 90 ? "time_limit" : "normal_clearing"))
            })
            return call
        }
      }

      const action = (call: Call, name: string, body: Record<string, string>) => {
        if (call.isOver) return { status: 422, json: { errors: [{ code: "90018" }] } }
        if (name === "hangup") end(call, call.answeredAt === undefined ? "originator_cancel" : "normal_clearing")
        else call.state = body["client_state"] ?? call.state
        return { status: 200, json: { data: { result: "ok" } } }
      }

      const answer = (method: string, url: URL, body: Record<string, string>) => {
        if (method === "GET") {
          const is = (name: string, value: string) => url.searchParams.get(`filter[${name}]`) === value
          const since = Date.parse(url.searchParams.get("filter[occurred_at][gte]") ?? "")
          const found = events.filter(({ at, from, to }) => is("from", from) && is("to", to) && at >= since)
          return { status: 200, json: { data: found.map(({ event }) => ({ type: "webhook", metadata: event })) } }
        }
        const command = body["command_id"] ?? ""
        const known = commands.get(command)
        if (known !== undefined) return { status: 200, json: known }
        const [, , , id = "", , name] = url.pathname.split("/")
        const call = calls.get(decodeURIComponent(id))
        if (name !== undefined) {
          return call === undefined ? { status: 404, json: { errors: [{ code: "10005" }] } } : action(call, name, body)
        }
        const json = { data: { call_control_id: dial(body).id, is_alive: false } }
        commands.set(command, json)
        return { status: 200, json }
      }

      return HttpClient.make((request, url) =>
        Effect.suspend(() => {
          const text = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : "{}"
          const fault = url.pathname === "/v2/calls" ? faults.shift() : outages.shift()
          if (fault === "silence") return Effect.never
          const reply = fault === undefined || fault.taken ? answer(request.method, url, JSON.parse(text)) : undefined
          const { json, status } = fault === undefined ? reply! : { status: fault.status, json: fault.body ?? {} }
          const headers = { "content-type": "application/json", "retry-after": "2" }
          return Effect.succeed(
            HttpClientResponse.fromWeb(request, new Response(JSON.stringify(json), { status, headers }))
          )
        })
      )
    })
  )
  return {
    layer,
    /** Webhooks that were sent and not yet received. */
    received: () => sent.splice(0),
    /** Lets the next request to dial meet a fault. */
    failNext: (fault: Fault | "silence") => void faults.push(fault),
    /** Lets the next request that is no dial break off. */
    breakNext: () => void outages.push({ status: 503, taken: false })
  }
}
