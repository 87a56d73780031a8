import { postgresStore } from "@campanile/storage-postgres"
import { ManagedRuntime, Redacted } from "effect"
import { PgBoss } from "pg-boss"
import type { Measure } from "../measure.ts"
import { lives } from "../world/lives.ts"

const queue = "calls"

/** Jobs per second through a queue: fetched and completed, so many at a time. They are put in before, which is not measured. */
const jobs = async (boss: PgBoss, count: number, batch: number): Promise<number> => {
  for (let from = 0; from < count; from += 5000) {
    const some = Array.from({ length: Math.min(5000, count - from) }, (_, n) => ({
      data: { phone: `+1${2_000_000_000 + from + n}`, name: `Name ${n}` }
    }))
    await boss.insert(queue, some)
  }
  const began = performance.now()
  for (let done = 0; done < count;) {
    const taken = await boss.fetch(queue, { batchSize: batch })
    await boss.complete(queue, taken.map(({ id }) => id))
    done += taken.length
  }
  return count / ((performance.now() - began) / 1000)
}

/** The batch with which it is fastest here. */
const bestBatch = async (boss: PgBoss, count: number): Promise<number> => {
  let best = { batch: 0, rate: 0 }
  for (const batch of [500, 1000, 2000, 5000]) {
    const rate = await jobs(boss, count, batch)
    if (rate > best.rate) best = { batch, rate }
  }
  return best.batch
}

/** Whole lives of calls on Postgres, beside a queue of jobs on the same server. */
export const life: Measure = {
  name: "life",
  gauges: [{
    name: "life",
    what:
      "whole lives of calls per second on Postgres with one node and an instant carrier: claimed through all gates with a hold, " +
      "placed, accepted, ringing, answered, ended, settled, and the three messages of each written to the outbox",
    beside: "jobs that pg-boss fetches and completes per second, at its best batch",
    unit: "per s",
    better: "more",
    must: 0.25,
    aim: 1,
    limit:
      "About a dozen rows of each life are written, most of them into several indexes, where pg-boss updates one row twice: " +
      "the server's work, and then the node's (about 220 µs of CPU for a life), stand one after the other, for a turn and a " +
      "record of one workspace wait for each other at its balance. The next steps are fewer indexes on attempts, whose " +
      "placing alone costs a seventh, and messages that share what their deliveries repeat."
  }],
  async *rounds({ database, some }) {
    const runtime = ManagedRuntime.make(
      postgresStore({ url: Redacted.make(await database()), preparedStatements: true })
    )
    const boss = new PgBoss({ connectionString: await database(), supervise: false, schedule: false })
    boss.on("error", (error) => console.error(error))
    try {
      await boss.start()
      await boss.createQueue(queue)
      const next = await runtime.runPromise(lives(some(20_000, 100)))
      const batch = await bestBatch(boss, some(40_000, 100))
      for (;;) yield [{ ours: await runtime.runPromise(next), peer: await jobs(boss, some(40_000, 100), batch) }]
    } finally {
      await runtime.dispose()
      await boss.stop({ graceful: false })
    }
  }
}
