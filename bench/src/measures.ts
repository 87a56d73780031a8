import type { Measure } from "./measure.ts"
import { callback, callbackSqlite } from "./measures/callback.ts"
import { latency } from "./measures/latency.ts"
import { lifeSqlite } from "./measures/life-sqlite.ts"
import { memory } from "./measures/memory.ts"

/** All measures, in the order of the page. */
export const measures: ReadonlyArray<Measure> = [lifeSqlite, callback, callbackSqlite, latency, memory]
