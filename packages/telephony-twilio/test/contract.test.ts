import type { AnswerPlan, MachineDetection } from "@campanile/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { changeLimit, find, hangup, place, placeFields } from "../src/index.ts"
import { formOf, shapeErrors } from "./call-form.ts"
import { fakeOf, requestTo, world } from "./world.ts"

const plans: ReadonlyArray<AnswerPlan> = [
  { kind: "say", voice: "alice", language: "en-GB" },
  { kind: "stream", url: "wss://example.com/media" },
  { kind: "url", url: "https://example.com/answer?a=1" },
  { kind: "sip", address: "sip:desk@example.com" }
]
const modes: ReadonlyArray<MachineDetection> = ["off", "sync", "async", "untilBeep"]

describe("requests have the shape that Twilio publishes", () => {
  for (const answer of plans) {
    for (const machineDetection of modes) {
      it.effect(`a call that answers by ${answer.kind}, with detection ${machineDetection}`, () =>
        Effect.gen(function*() {
          const { config } = yield* world({ machineDetection })
          const form = formOf(placeFields(config, yield* requestTo("+447700900001", { answer, ringSeconds: 900 })))
          expect(shapeErrors("create", form)).toEqual([])
          expect(form).toMatchObject({
            Timeout: "600",
            TimeLimit: "300",
            Record: "false",
            StatusCallbackEvent: ["initiated", "ringing", "answered", "completed"]
          })
        }).pipe(Effect.provide(fakeOf())))
    }
  }

  it.effect("as they travel, and the fake's answers too", () =>
    Effect.gen(function*() {
      const { api, config, fake } = yield* world({ machineDetection: "async" })
      const request = yield* requestTo("+447700900001")
      const placed = yield* place(api, config)(request)
      const call = { ...request, carrierCallId: placed._tag === "Accepted" ? placed.carrierCallId : "" }
      yield* find(api)({ ...request, carrierCallId: null, span: { from: 0, to: 1 } })
      yield* changeLimit(api)(call, 60)
      yield* hangup(api)(call)
      yield* TestClock.adjust("1 hour")
      yield* fake.settled
      const requests = (yield* fake.record).filter((line) => line.kind === "request")
      expect(requests.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "POST"])
      const shapes = requests.map(({ form, method, path }) => {
        if (method === "GET") return shapeErrors("list", formOf(new URL(path, fake.url).searchParams))
        return shapeErrors(path.endsWith("/Calls.json") ? "create" : "update", formOf(form))
      })
      expect(shapes).toEqual([[], [], [], []])
      const path = `/2010-04-01/Accounts/${fake.accountSid}/Calls/${call.carrierCallId}.json`
      const authorization = `Basic ${btoa(`${fake.accountSid}:fake-auth-token`)}`
      const resource = yield* Effect.promise(() =>
        fetch(fake.url + path, { headers: { authorization } }).then((response) => response.json())
      )
      expect(shapeErrors("resource", resource)).toEqual([])
    }).pipe(Effect.provide(fakeOf())))
})

it("the check itself finds what is wrong", () => {
  expect(shapeErrors("create", { To: "+447700900001", From: "+447700900002" })).not.toEqual([])
  const good = { To: "+447700900001", From: "+447700900002", Twiml: "<Response/>" }
  expect(shapeErrors("create", good)).toEqual([])
  expect(shapeErrors("create", { ...good, Timeout: "601" })).not.toEqual([])
  expect(shapeErrors("create", { ...good, StatusCallbackEvent: ["finished"] })).not.toEqual([])
  expect(shapeErrors("create", { ...good, StatusCallback: "https://my_host/x" })).not.toEqual([])
  expect(shapeErrors("create", { ...good, Wrong: "1" })).not.toEqual([])
  expect(shapeErrors("update", { Status: "busy" })).not.toEqual([])
})
