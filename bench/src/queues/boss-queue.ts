import { PgBoss } from "pg-boss"
import { type JobQueue, parts, payload } from "./queue.ts"

const name = "calls"

/** pg-boss, with nothing running beside: jobs are fetched and completed a batch at a time. */
export const bossQueue = (url: string): JobQueue => {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on("error", (error) => console.error(error))
  return {
    open: async () => {
      await boss.start()
      await boss.createQueue(name)
    },
    fill: async (count) => {
      for (const part of parts(count)) await boss.insert(name, part.map((n) => ({ data: payload(n) })))
    },
    drain: async (count, batch) => {
      for (let done = 0; done < count;) {
        const taken = await boss.fetch(name, { batchSize: batch })
        await boss.complete(name, taken.map(({ id }) => id))
        done += taken.length
      }
    },
    close: () => boss.stop({ graceful: false })
  }
}
