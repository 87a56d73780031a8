import { type Draft, type IdBlock, type Message, stampDrafts } from "@campanile/core"
import { insertRows } from "../batch.ts"
import type { Dialect } from "../dialect.ts"
import { deliveryRow, messageRow } from "../rows/message.ts"
import { type Step, write } from "../step.ts"

/**
 * Write messages, with a delivery for each of their targets, from the nth id of a block on. Those that are for nobody
 * are answered, for who listens in this process, but not kept.
 */
export function* send(
  dialect: Dialect,
  drafts: ReadonlyArray<Draft>,
  block: IdBlock,
  n = 0
): Step<ReadonlyArray<Message>> {
  const addressed = stampDrafts(drafts, block, n)
  const kept = addressed.filter(({ targets }) => targets.length > 0)
  yield* write(insertRows(dialect, "message", kept.map(({ message }) => messageRow(message))))
  yield* write(
    insertRows(
      dialect,
      "delivery",
      kept.flatMap(({ message, targets }) => targets.map((target) => deliveryRow(message, target))),
      "on conflict (workspace_id, message_id, channel, address) do nothing"
    )
  )
  return addressed.map(({ message }) => message)
}
