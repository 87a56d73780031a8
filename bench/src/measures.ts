import type { Measure } from "./measure.ts"
import { callback, callbackSqlite } from "./measures/callback.ts"
import { claimHeld } from "./measures/claim-held.ts"
import { claim } from "./measures/claim.ts"
import { idle } from "./measures/idle.ts"
import { importMemory } from "./measures/import-memory.ts"
import { importMeasure } from "./measures/import.ts"
import { latency } from "./measures/latency.ts"
import { lifeSqlite } from "./measures/life-sqlite.ts"
import { life } from "./measures/life.ts"
import { memory } from "./measures/memory.ts"
import { nodes } from "./measures/nodes.ts"
import { start } from "./measures/start.ts"
import { turn } from "./measures/turn.ts"

/** All measures, in the order of the page. */
export const measures: ReadonlyArray<Measure> = [
  life,
  lifeSqlite,
  claim,
  claimHeld,
  importMeasure,
  importMemory,
  start,
  callback,
  callbackSqlite,
  nodes,
  turn,
  idle,
  latency,
  memory
]
