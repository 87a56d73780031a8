import {
  type Call,
  closingMessage,
  type NotFound,
  type OptOut,
  optOutMessage,
  outlasts,
  type Page,
  type Phone,
  suppressedBy,
  type Suppression,
  suppressionOf as holdsFor,
  type SuppressionScope,
  turnAway,
  type WorkspaceId
} from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { scopeKey, suppressionOf, suppressionRow } from "../rows/suppression.ts"
import { ask, askFirst, type Step, write } from "../step.ts"
import { call as callById } from "./calls.ts"
import { campaign } from "./campaigns.ts"
import { putDecisions } from "./decisions.ts"
import { knownWorkspace } from "./known.ts"
import { sendNamed } from "./messages.ts"
import { putCalls } from "./put-calls.ts"
import { count } from "./tally.ts"
import { termsOf } from "./terms.ts"
import { waitingFor } from "./waiting-calls.ts"

const ending = `on conflict (workspace_id, pattern, scope, scope_of) do update set
  source = excluded.source,
  reason = excluded.reason,
  expires_at = excluded.expires_at,
  created_at = excluded.created_at
where suppression.expires_at < excluded.expires_at
  or (suppression.expires_at is not null and excluded.expires_at is null)`

/** Of some suppressions of each pattern in each scope the one that lasts longest, in the order of their keys. */
const longest = (all: ReadonlyArray<Suppression>): ReadonlyArray<Suppression> => {
  const byKey = new Map<string, Suppression>()
  for (const one of all) {
    const key = `${one.workspaceId} ${one.pattern} ${one.scope.kind} ${scopeKey(one.scope)}`
    const known = byKey.get(key)
    if (known === undefined || !outlasts(known, one)) byKey.set(key, one)
  }
  return [...byKey].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, one]) => one)
}

/** Mark phones that a carrier called invalid, but where a suppression of them lasts longer. */
export function* mark(dialect: Dialect, marks: ReadonlyArray<Suppression>): Step<void> {
  yield* write(insertRows(dialect, "suppression", longest(marks).map(suppressionRow), ending))
}

/** Suppress numbers, where nothing longer is there, and close the calls that wait for them; answers with how many there were. */
export function* suppress(
  dialect: Dialect,
  suppressions: ReadonlyArray<Suppression>,
  now: number,
  optOut?: OptOut
): Step<number, NotFound> {
  if (optOut !== undefined) yield* callById(dialect, optOut.workspaceId, optOut.callId)
  const all = longest(suppressions)
  const workspaces = [...new Set(all.map(({ workspaceId }) => workspaceId))]
  for (const id of workspaces) yield* knownWorkspace(dialect, id)
  for (const { scope, workspaceId } of all) {
    if (scope.kind === "campaign") yield* campaign(dialect, workspaceId, scope.campaignId)
  }
  let closed = 0
  for (const id of workspaces) {
    closed += yield* closeSuppressed(dialect, id, all.filter(({ workspaceId }) => workspaceId === id), now)
  }
  yield* write(insertRows(dialect, "suppression", all.map(suppressionRow), ending))
  const [asked] = suppressions
  if (optOut !== undefined && asked !== undefined) yield* tellOptOut(dialect, optOut, asked.scope, now)
  return closed
}

function* tellOptOut(
  dialect: Dialect,
  { callId, workspaceId }: OptOut,
  scope: SuppressionScope,
  now: number
): Step<void, NotFound> {
  const call = yield* callById(dialect, workspaceId, callId)
  const terms = yield* termsOf(dialect, [call])
  const live = yield* askFirst(
    dialect.db.selectFrom("attempt").select("claimed_at as claimedAt").where("workspace_id", "=", workspaceId)
      .where("call_id", "=", callId).where("ended_at", "is", null)
  )
  yield* sendNamed(dialect, [optOutMessage(call, terms(call)?.callbackUrl ?? null, scope, now, live)])
}

function* closeSuppressed(
  dialect: Dialect,
  workspaceId: WorkspaceId,
  suppressions: ReadonlyArray<Suppression>,
  now: number
): Step<number> {
  const phones = new Set(suppressions.flatMap(({ pattern }) => pattern.endsWith("*") ? [] : [pattern as Phone]))
  if (phones.size === 0) return 0
  const calls = yield* waitingFor(dialect, workspaceId, [...phones])
  const terms = yield* termsOf(dialect, calls)
  const byPhone = new Map<string, Array<Suppression>>()
  for (const one of suppressions) byPhone.set(one.pattern, [...byPhone.get(one.pattern) ?? [], one])
  const verdictOn = (call: Call) => {
    const { campaignId, phone } = call
    const subject = terms(call)?.policy.subject ?? null
    return byPhone.get(phone)?.find((one) => holdsFor([one], { phone, campaignId, subject }, now) !== undefined)
  }
  const away = calls.flatMap((before) => {
    const suppression = verdictOn(before)
    return suppression === undefined
      ? []
      : [{ before, ...turnAway(before, "suppression", suppressedBy(suppression), now) }]
  })
  yield* putCalls(dialect, away.map(({ call }) => call))
  yield* putDecisions(dialect, away.map(({ decision }) => decision))
  yield* sendNamed(
    dialect,
    away.flatMap(({ before, call }) => closingMessage(before, call, terms(call)?.callbackUrl ?? null, now))
  )
  yield* count(dialect, away.map(({ before, call }) => ({ before, after: call, attempts: 0, spent: 0 })))
  return away.length
}

/** Lift a suppression; answers whether there was one. */
export function* unsuppress(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  pattern: string,
  scope: SuppressionScope
): Step<boolean> {
  const row = yield* askFirst(
    db.deleteFrom("suppression").where("workspace_id", "=", workspaceId).where("pattern", "=", pattern)
      .where("scope", "=", scope.kind).where("scope_of", "=", scopeKey(scope)).returning("pattern")
  )
  return row !== undefined
}

/** Suppressions of a workspace, in the order of their patterns. */
export function* suppressions(
  { db }: Dialect,
  workspaceId: WorkspaceId,
  { limit, offset }: Page
): Step<ReadonlyArray<Suppression>> {
  const rows = yield* ask(
    db.selectFrom("suppression").selectAll().where("workspace_id", "=", workspaceId)
      .orderBy("pattern").orderBy("scope").orderBy("scope_of").limit(limit).offset(offset)
  )
  return rows.map(suppressionOf)
}
