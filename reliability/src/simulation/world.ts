import type { CampaignId, StoreShape } from "@campanile/core"
import type { MemoryTables } from "@campanile/core/testing"
import type { Chance } from "./chance.ts"
import type { Life, Timeline } from "./timeline.ts"
import type { Trace } from "./trace.ts"
import type { Violation } from "./violation.ts"
import type { Weather } from "./weather.ts"

/** What every part of a run shares. */
export interface World {
  readonly chance: Chance
  readonly timeline: Timeline
  readonly trace: Trace
  /** The store without faults, and what it keeps. */
  readonly store: StoreShape
  readonly tables: MemoryTables
  weather: Weather
  /** When (ms UTC) something last changed by what a node did. */
  changedAt: number
  /** When (ms UTC) it is worth looking again whether time can be skipped. */
  looksAgainAt: number
  /** Campaigns to whose list people brought contacts, which calls may or may not have been made of. */
  readonly extended: Set<CampaignId>
  /** Campaigns of which people edited the retries. */
  readonly edited: Set<CampaignId>
  /** Calls of the store until now. */
  calls: number
  /** Which call of the store is to fail, where it is a certain one. */
  readonly onlyFault: { readonly call: number; readonly kind: "fails" | "forgets" } | undefined
  /** Freeze or kill a life, now. */
  strike: (life: Life) => void
  /** Freeze a life that is about to do something; answers with for how long (ms). */
  hold: (life: Life, what: string) => number
  /** What was seen to be wrong inside a node, where nothing that is thrown comes out. */
  violation: Violation | undefined
}
