import type { Measure } from "./measure.ts"
import { callback, callbackSqlite } from "./measures/callback.ts"
import { lifeSqlite } from "./measures/life-sqlite.ts"

/** All measures, in the order of the page. */
export const measures: ReadonlyArray<Measure> = [lifeSqlite, callback, callbackSqlite]
