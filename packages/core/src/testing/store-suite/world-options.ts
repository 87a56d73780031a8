import type { ApiCall } from "../../domain/call.ts"
import type { FrequencyCap } from "../../domain/frequency.ts"
import type { Pace } from "../../domain/pace.ts"
import type { Phone } from "../../domain/phone.ts"
import type { PriceList } from "../../domain/price-list.ts"
import type { ZoneSet } from "../../domain/zone.ts"

/** A contact to be, as short as it can be said. */
export interface Person {
  readonly phone: Phone
  readonly zones?: ZoneSet
  readonly variables?: Readonly<Record<string, string>>
}

/** What differs from the usual workspace: ten slots, a thousand credits, one number that is never too fast. */
export interface WorldOptions {
  /** Tells the ids of several workspaces of one test apart. */
  readonly key?: number
  readonly capacity?: number
  readonly credits?: number
  readonly prices?: PriceList
  readonly apiReserve?: number
  readonly frequencyCap?: FrequencyCap
  readonly pace?: Pace
}

/** A call from the API, as short as it can be said. */
export interface ApiOptions extends Partial<ApiCall> {
  readonly phone: Phone
  readonly zones?: ZoneSet
  readonly dueAt?: number
  readonly at?: number
}
