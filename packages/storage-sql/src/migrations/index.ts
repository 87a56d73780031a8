import { tables } from "./0001-tables.ts"
import { carrierCost } from "./0002-carrier-cost.ts"
import { listLines } from "./0003-list-lines.ts"
import { outbox } from "./0004-outbox.ts"
import { retention } from "./0005-retention.ts"
import { marks } from "./0006-marks.ts"
import { lifeInPlace } from "./0007-life-in-place.ts"
import { campaignSequence } from "./0008-campaign-sequence.ts"
import type { Migration } from "./migration.ts"

/** All migrations, in order. */
export const migrations: ReadonlyArray<Migration> = [
  tables,
  carrierCost,
  listLines,
  outbox,
  retention,
  marks,
  lifeInPlace,
  campaignSequence
]
