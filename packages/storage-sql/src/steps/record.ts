import {
  type AttemptId,
  type Call,
  type CallId,
  type CarrierEvent,
  follow,
  hasEnded,
  type IdBlock,
  markOf,
  type Message
} from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import type { Step } from "../step.ts"
import { coursesOf } from "./courses.ts"
import { learnHealth } from "./health.ts"
import { send } from "./messages.ts"
import { putOutcomes, type Turned } from "./outcomes.ts"
import { mark } from "./suppressions.ts"

/**
 * Learn what carriers tell. The attempts of the batch are followed one after the other, each with the call as the one
 * before left it, for an attempt that ended long ago may be told of beside the one that lives. What others wait for,
 * the balance and what is counted, is written last.
 */
export function* record(
  dialect: Dialect,
  events: ReadonlyArray<CarrierEvent>,
  block: IdBlock,
  now: number
): Step<{ readonly messages: ReadonlyArray<Message>; readonly ended: number }> {
  const byAttempt = new Map<AttemptId, Array<CarrierEvent>>()
  for (const event of events) {
    const its = byAttempt.get(event.attemptId) ?? []
    byAttempt.set(event.attemptId, its)
    its.push(event)
  }
  const courses = yield* coursesOf(dialect, [...byAttempt.keys()])
  const calls = new Map<CallId, Call>()
  const turned: Array<Turned> = []
  for (const [id, loaded] of courses) {
    const course = { ...loaded, call: calls.get(loaded.call.id) ?? loaded.call }
    const outcome = follow(course, byAttempt.get(id)!, now)
    calls.set(outcome.call.id, outcome.call)
    turned.push({ course, outcome })
  }
  const ended = turned.filter(({ course, outcome }) => !hasEnded(course.attempt) && hasEnded(outcome.attempt))
  const messages = yield* send(dialect, turned.flatMap(({ outcome }) => outcome.drafts), block)
  yield* learnHealth(dialect, ended.map(({ outcome }) => outcome.attempt), now)
  yield* putOutcomes(dialect, turned)
  yield* mark(dialect, ended.flatMap(({ outcome }) => markOf(outcome.attempt, now) ?? []))
  return { messages, ended: ended.length }
}
