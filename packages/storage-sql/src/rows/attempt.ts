import { type Attempt, sourceOf, type Tariff } from "@campanile/core"
import type { AttemptTable, TariffColumns } from "../tables.ts"
import { campaignIdOf } from "./call.ts"

const tariffOf = (row: TariffColumns): Tariff => ({
  connectFee: row.connect_fee,
  ratePerMinute: row.rate_per_minute,
  firstIncrement: row.first_increment,
  nextIncrement: row.next_increment
})

/** An attempt as a row. */
export const attemptRow = (attempt: Attempt): AttemptTable => ({
  workspace_id: attempt.workspaceId,
  id: attempt.id,
  call_id: attempt.callId,
  source: sourceOf(attempt),
  number_id: attempt.numberId,
  carrier: attempt.carrier,
  phone: attempt.phone,
  state: attempt.state,
  node_id: attempt.nodeId,
  epoch: attempt.epoch,
  carrier_call_id: attempt.carrierCallId,
  held: attempt.held,
  spent: attempt.spent,
  connect_fee: attempt.tariff.connectFee,
  rate_per_minute: attempt.tariff.ratePerMinute,
  first_increment: attempt.tariff.firstIncrement,
  next_increment: attempt.tariff.nextIncrement,
  ring_seconds: attempt.ringSeconds,
  limit_seconds: attempt.limitSeconds,
  claimed_at: attempt.claimedAt,
  placed_at: attempt.placedAt,
  ringing_at: attempt.ringingAt,
  answered_at: attempt.answeredAt,
  ended_at: attempt.endedAt,
  deadline_at: attempt.deadlineAt,
  disposition: attempt.disposition,
  talk_seconds: attempt.talkSeconds,
  code: attempt.code,
  cost: attempt.cost?.amount ?? null,
  currency: attempt.cost?.currency ?? null
})

/** The attempt of a row. */
export const attemptOf = (row: AttemptTable): Attempt => ({
  workspaceId: row.workspace_id,
  id: row.id,
  callId: row.call_id,
  campaignId: campaignIdOf(row.source),
  numberId: row.number_id,
  carrier: row.carrier,
  phone: row.phone,
  state: row.state,
  nodeId: row.node_id,
  epoch: row.epoch,
  carrierCallId: row.carrier_call_id,
  held: row.held,
  spent: row.spent,
  tariff: tariffOf(row),
  ringSeconds: row.ring_seconds,
  limitSeconds: row.limit_seconds,
  claimedAt: row.claimed_at,
  placedAt: row.placed_at,
  ringingAt: row.ringing_at,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
  deadlineAt: row.deadline_at,
  disposition: row.disposition,
  talkSeconds: row.talk_seconds,
  code: row.code,
  cost: row.cost === null || row.currency === null ? null : { amount: row.cost, currency: row.currency }
})
