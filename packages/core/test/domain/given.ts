import type { Attempt } from "../../src/domain/attempt.ts"
import type { Call } from "../../src/domain/call.ts"
import { type CallingPolicy, defaultPolicy } from "../../src/domain/calling-policy.ts"
import type { Campaign } from "../../src/domain/campaign.ts"
import type { ContactList } from "../../src/domain/contact-list.ts"
import { idAt, idBlock } from "../../src/domain/id.ts"
import { Phone } from "../../src/domain/phone.ts"
import { defaultPrices } from "../../src/domain/price-list.ts"
import { defaultTariff } from "../../src/domain/tariff.ts"
import { everyDay } from "../../src/domain/window.ts"
import type { CallerNumber, Workspace } from "../../src/domain/workspace.ts"
import { Zone, zoneSet } from "../../src/domain/zone.ts"

/** Monday, 2 March 2026, 09:00 UTC. */
export const now = Date.UTC(2026, 2, 2, 9)

export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000

export const block = idBlock(now, 0.25, 0.75)

/** The nth id of this file, of whatever kind is asked for. */
export const id = <Id extends string>(n: number): Id => idAt<Id>(block, n)

export const phone = (n: number): Phone => Phone.make(`+1415555${String(n).padStart(4, "0")}`)

export const utc = zoneSet([Zone.make("UTC")])

/** Open at all hours, a minute a call. */
export const policy: CallingPolicy = { ...defaultPolicy, window: everyDay("00:00", "24:00"), maxCallSeconds: 60 }

export const workspace: Workspace = {
  id: id(1),
  name: "Workspace",
  capacity: 10,
  apiReserve: 0,
  prices: defaultPrices,
  frequencyCap: null,
  createdAt: now
}

export const number: CallerNumber = {
  workspaceId: workspace.id,
  id: id(2),
  phone: phone(9000),
  label: "",
  pace: { perSecond: 1000, burst: 1000 },
  paused: false,
  createdAt: now
}

export const list: ContactList = {
  workspaceId: workspace.id,
  id: id(3),
  name: "contacts.csv",
  status: "ready",
  columns: ["phone", "name"],
  phoneColumn: "phone",
  accepted: 1,
  rejected: 0,
  reason: "",
  createdAt: now
}

/** A campaign that is ongoing, from now for a day. */
export const campaign: Campaign = {
  workspaceId: workspace.id,
  id: id(4),
  name: "Campaign",
  listId: list.id,
  assistantId: id(5),
  numbers: [number.id],
  variables: {},
  policy,
  timezone: Zone.make("UTC"),
  startsAt: now,
  endsAt: now + day,
  notify: [],
  callbackUrl: null,
  status: "ongoing",
  cause: null,
  endReason: null,
  createdAt: now - hour,
  updatedAt: now - hour,
  sequence: 0
}

/** A call of the campaign that waits for its first attempt. */
export const call: Call = {
  workspaceId: workspace.id,
  id: id(6),
  campaignId: campaign.id,
  contact: 1,
  phone: phone(1),
  zones: utc,
  status: "registered",
  subStatus: "waiting",
  dueAt: now,
  attempts: 0,
  outcomes: {},
  lastNumberId: null,
  disposition: null,
  createdAt: now,
  updatedAt: now
}

/** An attempt of the call that was claimed now. */
export const attempt: Attempt = {
  workspaceId: workspace.id,
  id: id(7),
  callId: call.id,
  campaignId: campaign.id,
  numberId: number.id,
  carrier: "simulated",
  phone: call.phone,
  state: "claimed",
  nodeId: id(8),
  epoch: 1,
  carrierCallId: null,
  held: 1_000_000,
  spent: 0,
  tariff: defaultTariff,
  ringSeconds: 45,
  limitSeconds: 60,
  claimedAt: now,
  placedAt: null,
  ringingAt: null,
  answeredAt: null,
  endedAt: null,
  deadlineAt: now + 165_000,
  disposition: null,
  talkSeconds: 0,
  code: "",
  cost: null
}
