import { postgresStore } from "@campanile/storage-postgres"
import { ManagedRuntime, Redacted } from "effect"
import type { Measure } from "../measure.ts"
import { bossQueue } from "../queues/boss-queue.ts"
import { bestBatch, jobs } from "../queues/queue.ts"
import { workerQueue } from "../queues/worker-queue.ts"
import { lives } from "../world/lives.ts"

const common = { unit: "per s", better: "more" } as const

/** Whole lives of calls on Postgres, beside queues of jobs on the same server. */
export const life: Measure = {
  name: "life",
  gauges: [
    {
      ...common,
      name: "life",
      what:
        "whole lives of calls per second on Postgres with one node and an instant carrier: claimed through all gates with a " +
        "hold, placed, accepted, ringing, answered, ended, settled, and the three messages of each written to the outbox",
      beside: "jobs that pg-boss fetches and completes per second, at its best batch",
      must: 0.25,
      aim: 1,
      limit:
        "About fifteen rows of each life are written, 9 kB of the server's log, and forty entries of indexes, where pg-boss " +
        "updates one row twice. Both cores are busy: the server works 150 to 170 µs for a life (messages and their deliveries " +
        "50, attempts 50, calls 25, postings 8, what is asked 30), and the node 105 to 115 µs, an eighth of it collecting " +
        "garbage. The next step is fewer bytes: ids as 16 bytes instead of 36 signs, and deliveries that share their target's " +
        "text."
    },
    {
      ...common,
      name: "life-graphile",
      what: "the same lives per second",
      beside:
        "jobs that do nothing, which graphile-worker takes, runs and deletes per second, with done jobs deleted together and " +
        "the local queue that suits it best",
      must: null,
      aim: null,
      limit:
        "As above. It keeps nothing of a job that is done: a row is marked once and then deleted, where pg-boss keeps it and " +
        "we keep the whole history of a call."
    }
  ],
  async *rounds({ database, some }) {
    const runtime = ManagedRuntime.make(
      postgresStore({ url: Redacted.make(await database()), preparedStatements: true })
    )
    const boss = bossQueue(await database())
    const worker = workerQueue(await database())
    const count = some(80_000, 100)
    try {
      await boss.open()
      await worker.open()
      const next = await runtime.runPromise(lives(count))
      const [bossBatch, workerBatch] = [await bestBatch(boss, count), await bestBatch(worker, count)]
      for (;;) {
        // Each of the two is right beside the lives: one before, one after.
        const before = await jobs(boss, count, bossBatch)
        const ours = await runtime.runPromise(next)
        yield [{ ours, peer: before }, { ours, peer: await jobs(worker, count, workerBatch) }]
      }
    } finally {
      await runtime.dispose()
      await boss.close()
      await worker.close()
    }
  }
}
