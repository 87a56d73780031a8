import { type CarrierState, healthy, type Turn } from "@campanile/core"
import type { Dialect } from "../dialect.ts"
import { healthOf, healthyColumns } from "../rows/health.ts"
import { askFirst, type Step, tell } from "../step.ts"
import { liveAnywhere } from "./conditions.ts"

/** How many attempts through a carrier live, of all workspaces: a pass over an index of what lives. */
function* liveThrough({ db }: Dialect, carrier: string): Step<number> {
  const row = yield* askFirst(
    db.selectFrom("attempt").select(({ fn }) => fn.countAll<number>().as("live"))
      .where("carrier", "=", carrier).where(liveAnywhere)
  )
  return Number(row?.live ?? 0)
}

/** A carrier's account as it is now. */
export function* carrierState(dialect: Dialect, { name, pace }: Turn["carrier"]): Step<CarrierState> {
  const row = yield* askFirst(dialect.db.selectFrom("carrier").selectAll().where("name", "=", name))
  return {
    name,
    pace,
    arrival: row?.arrival_at ?? 0,
    health: row === undefined ? healthy : healthOf(row),
    live: yield* liveThrough(dialect, name)
  }
}

/**
 * A carrier's account, for a turn that will dial through it: where it has a pace, no other turn does until this one
 * ends. What lives is counted only where it matters, for a breaker that is open or half open.
 */
export function* openCarrier(dialect: Dialect, { name, pace }: Turn["carrier"]): Step<CarrierState> {
  const { db, rowLocks } = dialect
  const known = db.selectFrom("carrier").selectAll().where("name", "=", name)
    .$if(rowLocks && pace !== null, (query) => query.forUpdate())
  let row = yield* askFirst(known)
  if (row === undefined) {
    yield* tell(
      db.insertInto("carrier").values({ name, arrival_at: 0, ...healthyColumns })
        .onConflict((conflict) => conflict.column("name").doNothing())
    )
    row = yield* askFirst(known)
  }
  const health = row === undefined ? healthy : healthOf(row)
  const live = health.openUntil === 0 ? 0 : yield* liveThrough(dialect, name)
  return { name, pace, arrival: row?.arrival_at ?? 0, health, live }
}

/** Keep the state of a carrier's pace. */
export function* putCarrierArrival({ db }: Dialect, before: CarrierState, arrival: number): Step<void> {
  if (arrival === before.arrival) return
  yield* tell(db.updateTable("carrier").set({ arrival_at: arrival }).where("name", "=", before.name))
}
