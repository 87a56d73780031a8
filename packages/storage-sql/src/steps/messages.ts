import {
  type Addressed,
  type Draft,
  type IdBlock,
  listenersOf,
  type Message,
  type NamedDraft,
  namedMessages,
  stampDrafts
} from "@campanile/core"
import { insertMissing } from "../batch.ts"
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
  return yield* put(dialect, stampDrafts(drafts, block, n))
}

/** Write messages whose ids follow from what caused them. What was told is not told again. */
export function* sendNamed(dialect: Dialect, drafts: ReadonlyArray<NamedDraft>): Step<void> {
  yield* put(dialect, namedMessages(drafts))
}

function* put(dialect: Dialect, addressed: ReadonlyArray<Addressed>): Step<ReadonlyArray<Message>> {
  if (addressed.length === 0) return []
  const webhooks = yield* webhooksOf(dialect, [...new Set(addressed.map(({ message }) => message.workspaceId))])
  const kept = addressed
    .map(({ message, targets }) => ({ message, targets: [...targets, ...listenersOf(message, webhooks)] }))
    .filter(({ targets }) => targets.length > 0)
  const messages = kept.map(({ message }) => messageRow(message))
  const deliveries = kept.flatMap(({ message, targets }) => targets.map((target) => deliveryRow(message, target)))
  yield* write(insertMissing(dialect, "message", ["workspace_id", "id"], messages))
  yield* write(
    insertMissing(dialect, "delivery", ["workspace_id", "message_id", "channel", "address"], deliveries)
  )
  return addressed.map(({ message }) => message)
}
