import {
  type Addressed,
  type Draft,
  type IdBlock,
  listenersOf,
  type Message,
  type NamedDraft,
  namedMessages,
  stampDrafts,
  type Target
} from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { deliveryRow, messageRow } from "../rows/message.ts"
import { type Step, write } from "../step.ts"
import { webhooksOf } from "./webhooks.ts"

/**
 * Write messages, with a delivery for each of their targets and each webhook that listens, from the nth id of a block on.
 * Those that are for nobody are answered, for who listens in this process, but not kept.
 */
export function* send(
  dialect: Dialect,
  drafts: ReadonlyArray<Draft>,
  block: IdBlock,
  n = 0
): Step<ReadonlyArray<Message>> {
  return yield* put(dialect, stampDrafts(drafts, block, n), "", "")
}

/** Write messages whose ids follow from what caused them. What was told is not told again. */
export function* sendNamed(dialect: Dialect, drafts: ReadonlyArray<NamedDraft>): Step<void> {
  yield* put(
    dialect,
    namedMessages(drafts),
    "on conflict (workspace_id, id) do nothing",
    "on conflict (workspace_id, message_id, channel, address) do nothing"
  )
}

/** Each of some targets once. */
const each = (targets: ReadonlyArray<Target>): ReadonlyArray<Target> =>
  targets.length < 2
    ? targets
    : [...new Map(targets.map((target) => [`${target.channel} ${target.address}`, target])).values()]

function* put(
  dialect: Dialect,
  addressed: ReadonlyArray<Addressed>,
  known: string,
  knownDelivery: string
): Step<ReadonlyArray<Message>> {
  if (addressed.length === 0) return []
  const webhooks = yield* webhooksOf(dialect, [...new Set(addressed.map(({ message }) => message.workspaceId))])
  const kept = addressed
    .map(({ message, targets }) => ({ message, targets: each([...targets, ...listenersOf(message, webhooks)]) }))
    .filter(({ targets }) => targets.length > 0)
  const messages = kept.map(({ message }) => messageRow(message))
  const deliveries = kept.flatMap(({ message, targets }) => targets.map((target) => deliveryRow(message, target)))
  yield* write(insertRows(dialect, "message", messages, known))
  yield* write(insertRows(dialect, "delivery", deliveries, knownDelivery))
  return addressed.map(({ message }) => message)
}
