import type { Attempt, Call, Course, Outcome, Posting, WorkspaceId } from "@campanile/core"
import { hasEnded } from "@campanile/core"
import { updateRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { attemptRow } from "../rows/attempt.ts"
import { type Step, write } from "../step.ts"
import { book, openBalance } from "./credits.ts"
import { putCalls } from "./put-calls.ts"
import { count } from "./tally.ts"

/** What became of an attempt: before and after. */
export interface Turned {
  readonly course: Course
  readonly outcome: Outcome
}

const isProgress = (before: Attempt, after: Attempt): boolean =>
  before.state !== after.state || before.carrierCallId !== after.carrierCallId ||
  before.ringingAt !== after.ringingAt || before.answeredAt !== after.answeredAt || before.cost !== after.cost

const isEnd = ({ course, outcome }: Turned): boolean => !hasEnded(course.attempt) && hasEnded(outcome.attempt)

/**
 * Those that ended apart from those that went on: only an end touches the indexes of attempts that live, and only what
 * was taken back that of all that was dialed.
 */
function* putAttempts(dialect: Dialect, turned: ReadonlyArray<Turned>): Step<void> {
  const ends = turned.filter(isEnd)
  const rows = (placed: boolean) =>
    ends.filter(({ course, outcome }) => (course.attempt.placedAt === outcome.attempt.placedAt) === placed)
      .map(({ outcome }) => attemptRow(outcome.attempt))
  const others = turned.filter((one) => !isEnd(one) && isProgress(one.course.attempt, one.outcome.attempt))
  const progress = ["state", "carrier_call_id", "ringing_at", "answered_at", "cost", "currency"] as const
  const end = ["ended_at", "disposition", "talk_seconds", "spent", "code"] as const
  const key = ["workspace_id", "id"] as const
  const went = others.map(({ outcome }) => attemptRow(outcome.attempt))
  yield* write(updateRows(dialect, "attempt", progress, key, went))
  yield* write(updateRows(dialect, "attempt", [...progress, ...end], key, rows(true)))
  yield* write(updateRows(dialect, "attempt", [...progress, ...end, "placed_at"], key, rows(false)))
}

function* putPostings(dialect: Dialect, postings: ReadonlyArray<Posting>): Step<void> {
  const byWorkspace = new Map<WorkspaceId, Array<Posting>>()
  for (const posting of postings) {
    const its = byWorkspace.get(posting.workspaceId) ?? []
    byWorkspace.set(posting.workspaceId, its)
    its.push(posting)
  }
  for (const workspaceId of [...byWorkspace.keys()].toSorted()) {
    const balance = yield* openBalance(dialect, workspaceId)
    if (balance !== undefined) yield* book(dialect, balance, byWorkspace.get(workspaceId)!)
  }
}

const changeOf = (turned: Turned, before: Call) => {
  const { attempt, call } = turned.outcome
  const dialed = isEnd(turned) && attempt.placedAt !== null
  return { before, after: call, attempts: dialed ? 1 : 0, spent: attempt.spent - turned.course.attempt.spent }
}

/**
 * Write what became of attempts: their states, their calls, the ledger and the tallies. What is held for one step at a time in a workspace comes last, so that others wait for it only briefly.
 */
export function* putOutcomes(dialect: Dialect, turned: ReadonlyArray<Turned>): Step<void> {
  yield* putAttempts(dialect, turned)
  const changed = turned.filter(({ course, outcome }) => course.call !== outcome.call)
  yield* putCalls(dialect, changed.map(({ outcome }) => outcome.call))
  yield* putPostings(dialect, turned.flatMap(({ outcome }) => outcome.postings))
  yield* count(dialect, turned.map((one) => changeOf(one, one.course.call)))
}
