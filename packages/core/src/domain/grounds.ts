import type { Call } from "./call.ts"
import type { NumberState } from "./caller-number.ts"
import type { CallingPolicy } from "./calling-policy.ts"
import type { Balance, Spending } from "./credit.ts"
import type { CampaignId, NumberId } from "./id.ts"
import type { Phone } from "./phone.ts"
import type { CarrierState } from "./route.ts"
import type { Suppression } from "./suppression.ts"
import type { Workspace } from "./workspace.ts"
import type { Zone } from "./zone.ts"

/** A call, with what decides whether its person may be called. */
export interface Callee {
  readonly call: Pick<Call, "campaignId" | "phone" | "zones">
  readonly policy: CallingPolicy
  /** The zone of its campaign; null for a call from the API. */
  readonly timezone: Zone | null
}

/** A due call, with what decides whether and from where it is dialed. */
export interface Candidate extends Callee {
  readonly call: Call
  readonly numbers: ReadonlyArray<NumberId>
  /** The end of its campaign (ms UTC); null for a call from the API. */
  readonly endsAt: number | null
}

/** An earlier dial to a phone. */
export interface Dial {
  /** Instant, ms UTC. */
  readonly at: number
  /** What it was about, as its policy says now; null where it says nothing. */
  readonly subject: string | null
}

/** All that decides about any call of a workspace at an instant. */
export interface Grounds {
  readonly workspace: Workspace
  readonly balance: Balance
  readonly numbers: ReadonlyMap<NumberId, NumberState>
  readonly carrier: CarrierState
  /** Phones to which an attempt of the workspace lives. */
  readonly livePhones: ReadonlySet<Phone>
  /** Suppressions of the workspace that may concern the calls. */
  readonly suppressions: ReadonlyArray<Suppression>
  /** Earlier dials to the calls' phones, as far back as the frequency cap looks. */
  readonly dials: ReadonlyMap<Phone, ReadonlyArray<Dial>>
  /** What the calls' campaigns have spent. */
  readonly spending: ReadonlyMap<CampaignId, Spending>
  /** Instant, ms UTC. */
  readonly now: number
}
