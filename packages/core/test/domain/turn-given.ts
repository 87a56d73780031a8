import type { Admission } from "../../src/domain/admit.ts"
import { healthy } from "../../src/domain/breaker.ts"
import type { NumberState } from "../../src/domain/caller-number.ts"
import type { CallingPolicy } from "../../src/domain/calling-policy.ts"
import type { Candidate } from "../../src/domain/grounds.ts"
import type { NumberId } from "../../src/domain/id.ts"
import type { CallerNumber } from "../../src/domain/workspace.ts"
import { attempt, block, call, campaign, id, now, number, phone, policy, workspace } from "./given.ts"

/** A caller number that never dialed, and differs in this. */
export const resting = (number: CallerNumber, fields: Partial<NumberState> = {}): NumberState => ({
  number,
  arrival: 0,
  health: healthy,
  live: 0,
  ...fields
})

/** A caller number that may dial once a second, twice at once. */
export const slow: CallerNumber = {
  ...number,
  id: id<NumberId>(20),
  phone: phone(9001),
  pace: { perSecond: 1, burst: 2 }
}

/** Numbers by their id. */
export const byId = (...states: ReadonlyArray<NumberState>) => new Map(states.map((state) => [state.number.id, state]))

/** A turn in which nothing stands against anybody, without candidates. */
export const turn: Admission = {
  workspace,
  balance: { granted: 100_000_000, available: 100_000_000, held: 0, spent: 0 },
  candidates: [],
  numbers: byId(resting(number), resting(slow)),
  carrier: { name: "simulated", pace: null, arrival: 0, health: healthy, live: 0 },
  livePhones: new Set(),
  suppressions: [],
  dials: new Map(),
  spending: new Map([[campaign.id, { held: 0, spent: 0 }]]),
  nodeId: attempt.nodeId,
  epoch: 1,
  block,
  now
}

/** The nth due call of the campaign. */
export const candidate = (
  n: number,
  fields: Partial<typeof call> = {},
  own: Partial<CallingPolicy> = {}
): Candidate => ({
  call: { ...call, id: id<typeof call.id>(1000 + n), phone: phone(n), ...fields },
  policy: { ...policy, ...own },
  timezone: campaign.timezone,
  numbers: [number.id],
  endsAt: campaign.endsAt
})
