import { everyDay } from "../../domain/window.ts"
import { like, same } from "../check.ts"
import { hours, later, minutes, phone, policy, start } from "./given.ts"
import { promise, type StoreTest } from "./test.ts"

/** What gates decided. */
export const decisions: ReadonlyArray<StoreTest> = [
  promise("decisions: each stands in the order in which it was made", {
    frequencyCap: { attempts: 1, spanSeconds: 3600, gapSeconds: 0, bySubject: false }
  }, function*(world) {
    yield* world.apiCall({ phone: phone(1) })
    yield* world.end(yield* world.dial(1), "busy")
    const call = yield* world.apiCall({ phone: phone(1), policy: { ...policy, window: everyDay("10:00", "23:00") } })
    const opens = start + hours(1)
    yield* same("before anything", yield* world.decisions(call), [])
    yield* world.claimed(0, start + minutes(1))
    yield* world.end(yield* world.dial(1, opens), "busy", opens)
    const other = yield* world.apiCall({ phone: phone(1), at: opens + 1 })
    yield* world.claimed(0, opens + minutes(1))
    const [attempt] = yield* world.claimed(1, opens + hours(1))
    yield* world.store.release([{ id: attempt!.id, ...later("hook", opens + hours(2), "ask again") }], opens + hours(1))
    yield* world.suppress("+1*")
    yield* world.claimed(0, opens + hours(2))
    yield* same("of the first call", (yield* world.decisions(call)).map(({ gate }) => gate), ["hours"])
    yield* like("of the second", yield* world.decisions(other), [
      { gate: "frequency", verdict: "defer", at: opens + minutes(1), until: opens + hours(1) },
      { gate: "hook", verdict: "defer", at: opens + hours(1), until: opens + hours(2), reason: "ask again" },
      { gate: "suppression", verdict: "skip", at: opens + hours(2), until: null }
    ])
  }),

  promise("decisions: of a law that held a call back, its name and date", {}, function*(world) {
    const law = {
      id: "test-law",
      title: "Test",
      source: "a test",
      asOf: "2026-01-01",
      window: everyDay("11:00", "12:00")
    }
    const call = yield* world.apiCall({ phone: phone(1), policy: { ...policy, legalHours: [law] } })
    yield* world.claimed(0)
    const until = start + hours(2)
    yield* like("why", yield* world.decisions(call), [{ gate: "hours", until, version: "test-law@2026-01-01" }])
    yield* world.claimed(1, until)
  })
]
