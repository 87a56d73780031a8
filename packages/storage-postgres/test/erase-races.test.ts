import type { CampaignId } from "@campanile/core"
import { idAt } from "@campanile/core"
import { makeStore, migrate } from "@campanile/storage-sql"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { postgresDialect } from "../src/dialect.ts"
import { busyWith, emptyDatabase, rowsOf } from "./databases.ts"
import { driverOn } from "./numbers.ts"
import { block, day, makeWorld, phone, start } from "./world.ts"

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
    const { campaignId, workspaceId } = yield* makeWorld(store, { contacts: 5 })
    const id = idAt<CampaignId>(block(), 0)
    const { numbers, ...first } = yield* store.campaign(workspaceId, campaignId)
    yield* store.addCampaign({ ...first, id, numbers, status: "draft", startsAt: null, endsAt: null })
    yield* rowsOf(url, lingering)
    const schedule = { _tag: "Schedule", numbers, startsAt: start, endsAt: start + day } as const
    const starting = yield* Effect.forkChild(
      store.command(workspaceId, id, schedule, block(), block(), start)
    )
    yield* busyWith(url, "insert into source_zone")
    const erased = yield* store.erase(workspaceId, phone(3), "keep", start)
    yield* Fiber.join(starting)
    expect(yield* rowsOf(url, "select status from call where phone = $1", [phone(3)])).toEqual([])
    expect(erased).toMatchObject({ contacts: 1, calls: 2, closed: 2 })
  }))
