import { Effect } from "effect"
import type { AnsweredBy, CallState } from "../../dispositions.ts"
import { attemptParameter } from "../../place.ts"
import { type FakeCall, isOver, talkEnd } from "./fake-call.ts"
import { digits, drawn, type FakeEnd, fakeFateOf } from "./fate.ts"
import type { FakeTwilioSettings } from "./options.ts"
import type { FakeRecord } from "./record.ts"
import type { FakeTeller } from "./tell.ts"
import type { FakeTime } from "./time.ts"

/** Where calls wait, ring, are talked on and end. */
export interface FakeExchange {
  readonly calls: ReadonlyMap<string, FakeCall>
  /** Milliseconds that a call that was asked for now would wait for its turn. */
  readonly wait: () => number
  readonly accept: (form: URLSearchParams) => FakeCall
  /** Ends a call: one that was answered as completed, any other as canceled. What is over stays as it is. */
  readonly end: (call: FakeCall) => void
  readonly limit: (call: FakeCall, seconds: number) => void
}

const takers: ReadonlySet<FakeEnd> = new Set(["human", "machine", "fax"])

/** How a call ends that nobody takes: its state, and the network's SIP response. */
const refusals: Readonly<Partial<Record<FakeEnd, readonly [CallState, number]>>> = {
  busy: ["busy", 486],
  declined: ["no-answer", 603],
  nobody: ["failed", 404],
  breakdown: ["failed", 503]
}

/** Milliseconds that Twilio looks ahead: what would wait longer is refused. */
export const longestWait = 24 * 60 * 60_000

/** An exchange that starts so many calls a second and lets the others wait. */
export const makeExchange = (
  settings: FakeTwilioSettings,
  time: FakeTime,
  teller: FakeTeller,
  write: (line: FakeRecord) => void
): FakeExchange => {
  const calls = new Map<string, FakeCall>()
  const dialed = new Map<string, number>()
  let nextStart = 0

  const reach = (call: FakeCall, state: CallState, at: number, sip: number | null = null) => {
    call.state = state
    call.sip = sip
    call.updatedAt = at
    write({ kind: "state", at, sid: call.sid, state, sip })
  }

  const over = (call: FakeCall, state: CallState, sip: number | null, at: number, isTold = true) => {
    if (isOver(call)) return
    call.endedAt = at
    reach(call, state, at, sip)
    if (isTold) teller.progress(call, "completed", at)
  }

  /** Does the next thing in a call's life, unless it is over by then. */
  const later = (call: FakeCall, at: number, work: () => void) =>
    time.at(at, Effect.sync(() => isOver(call) ? undefined : work()))

  const watchEnd = (call: FakeCall) => {
    const at = talkEnd(call)
    later(call, at, () => talkEnd(call) <= at ? over(call, "completed", 200, talkEnd(call)) : watchEnd(call))
  }

  const heard = (call: FakeCall): AnsweredBy => {
    if (call.fate.end === "fax") return "fax"
    if (call.fate.end === "human") return drawn(`${settings.seed}/${call.sid}/heard`) < 0.03 ? "unknown" : "human"
    return call.form.get("MachineDetection") === "DetectMessageEnd" ? "machine_end_beep" : "machine_start"
  }

  const detect = (call: FakeCall, at: number) => {
    const isAsync = call.form.get("AsyncAmd") === "true"
    if (!call.form.has("MachineDetection")) return teller.answer(call, at)
    if (isAsync) teller.answer(call, at)
    const done = at + call.fate.detects
    later(call, done, () => {
      call.answeredBy = heard(call)
      if (isAsync) teller.detected(call, done)
      else teller.answer(call, done)
    })
  }

  const ring = (call: FakeCall, at: number) => {
    reach(call, "ringing", at)
    teller.progress(call, "ringing", at)
    const longest = Math.round((call.ringSeconds * 1000) / settings.speed)
    const { end, rings } = call.fate
    if (end === "no-answer" || rings > longest) {
      return later(call, at + longest, () => over(call, "no-answer", 487, at + longest))
    }
    later(call, at + rings, () => {
      if (!takers.has(end)) return over(call, ...refusals[end]!, at + rings)
      call.answeredAt = at + rings
      reach(call, "in-progress", at + rings)
      teller.progress(call, "answered", at + rings)
      detect(call, at + rings)
      watchEnd(call)
    })
  }

  const start = (call: FakeCall) => {
    const { startAt } = call
    call.startedAt = startAt
    reach(call, "initiated", startAt)
    teller.progress(call, "initiated", startAt)
    const { end, setup } = call.fate
    const answeredByNetwork = end === "busy" || end === "nobody" || end === "breakdown"
    later(call, startAt + setup, () => {
      if (answeredByNetwork) over(call, ...refusals[end]!, startAt + setup)
      else ring(call, startAt + setup)
    })
  }

  const wait = () => Math.max(0, nextStart - time.now())

  return {
    calls,
    wait,
    accept: (form) => {
      const to = form.get("To") ?? ""
      const now = time.now()
      const nth = (dialed.get(to) ?? 0) + 1
      dialed.set(to, nth)
      nextStart = Math.max(nextStart, now)
      const startAt = Math.ceil(nextStart)
      nextStart += 1000 / settings.cps
      const call: FakeCall = {
        sid: `CA${digits(`${settings.seed}/sid/${to}/${nth}`)}`,
        accountSid: settings.accountSid,
        to,
        from: form.get("From") ?? "",
        form,
        createdAt: now,
        startAt,
        fate: fakeFateOf(settings.seed, to, nth, settings.oddsOf(to), settings.speed),
        ringSeconds: Number(form.get("Timeout") ?? 60),
        state: "queued",
        limitSeconds: Number(form.get("TimeLimit") ?? 14_400) / settings.speed,
        startedAt: null,
        answeredAt: null,
        endedAt: null,
        updatedAt: now,
        sip: null,
        answeredBy: null,
        told: 0,
        requests: []
      }
      calls.set(call.sid, call)
      const callback = form.get("StatusCallback") ?? ""
      const attempt = URL.canParse(callback) ? new URL(callback).searchParams.get(attemptParameter) : null
      write({ kind: "accepted", at: now, sid: call.sid, to, from: call.from, attempt, startAt })
      later(call, startAt, () => start(call))
      return call
    },
    end: (call) => {
      const now = time.now()
      if (call.state === "in-progress") return over(call, "completed", 200, now)
      // Of a call that has not left the queue nobody is told that it was canceled.
      over(call, "canceled", call.state === "queued" ? null : 487, now, call.state !== "queued")
    },
    limit: (call, seconds) => {
      const talked = call.answeredAt === null ? 0 : (time.now() - call.answeredAt) / 1000
      call.limitSeconds = Math.max(seconds / settings.speed, talked)
      if (call.answeredAt !== null) watchEnd(call)
    }
  }
}
