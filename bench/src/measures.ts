import type { Measure } from "./measure.ts"
import { importMemory } from "./measures/import-memory.ts"
import { importMeasure } from "./measures/import.ts"
import { lifeSqlite } from "./measures/life-sqlite.ts"
import { start } from "./measures/start.ts"

/** All measures, in the order of the page. */
export const measures: ReadonlyArray<Measure> = [lifeSqlite, importMeasure, importMemory, start]
