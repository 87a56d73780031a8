import type { Measure } from "./measure.ts"
import { claimHeld } from "./measures/claim-held.ts"
import { claim } from "./measures/claim.ts"
import { idle } from "./measures/idle.ts"
import { lifeSqlite } from "./measures/life-sqlite.ts"
import { turn } from "./measures/turn.ts"

/** All measures, in the order of the page. */
export const measures: ReadonlyArray<Measure> = [lifeSqlite, claim, claimHeld, turn, idle]
