import { Store } from "@campanile/core"
import { given, storeWorld } from "@campanile/core/testing"
import { makeStore, migrate } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { busyWith, emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"

/** A start of a campaign lingers when it has made its calls, and has not committed them yet. */
const lingering = `
  create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return new; end $$;
  create trigger linger before insert on source_zone for each row execute function linger()`

it.live("whoever is erased while a campaign makes its calls has none that is left", () =>
  Effect.gen(function*() {
    const url = yield* emptyDatabase
    const { driver } = yield* driverOn(url)
    yield* driver.write("migrate", () => migrate(postgresDialect, 0))
    const store = makeStore(driver)
    const world = yield* Effect.provideService(storeWorld(), Store, store)
    const { listId } = yield* world.campaign(5)
    const { id } = yield* world.draft({ listId })
    yield* rowsOf(url, lingering)
    const starting = yield* Effect.forkChild(world.schedule(id))
    yield* busyWith(url, "insert into source_zone")
    const erased = yield* store.erase(world.workspaceId, given.phone(3), "keep", given.start)
    yield* Fiber.join(starting)
    expect(yield* rowsOf(url, "select status from call where phone = $1", [given.phone(3)])).toEqual([])
    expect(erased).toMatchObject({ contacts: 1, calls: 2, closed: 2 })
  }))
