import { Logger, makeWorkerUtils, runOnce } from "graphile-worker"
import pg from "pg"
import { type JobQueue, parts, payload } from "./queue.ts"

const identifier = "call"

/** It tells of each job that it is through with, which nobody reads; what fails, fails the run that was asked for too. */
const logger = new Logger(() => () => {})

/**
 * graphile-worker, as its makers set it up where they measure it: jobs are taken a local queue at a time, so many as the
 * batch, and those that are done meanwhile are deleted together. Its connections stand before it is measured.
 */
export const workerQueue = (url: string): JobQueue => {
  const pgPool = new pg.Pool({ connectionString: url })
  // A connection that nobody uses may go: what needs one says so where it cannot go on.
  pgPool.on("error", () => {})
  pgPool.on("connect", (client) => client.on("error", () => {}))
  // It would hear signals itself; how the bench ends is the bench's to say.
  const shared = { pgPool, logger, noHandleSignals: true }
  return {
    open: async () => {
      await (await makeWorkerUtils(shared)).release()
    },
    fill: async (count) => {
      const { addJobs, release } = await makeWorkerUtils(shared)
      for (const part of parts(count)) await addJobs(part.map((n) => ({ identifier, payload: payload(n) })))
      await release()
      // Done jobs are deleted, and each round would search through what is left of those before.
      await pgPool.query("vacuum analyze")
    },
    drain: async (count, batch) => {
      let done = 0
      await runOnce({
        ...shared,
        taskList: {
          [identifier]: () => {
            done++
          }
        },
        preset: {
          worker: { concurrentJobs: 24, localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 }
        }
      })
      if (done !== count) throw new Error(`graphile-worker has done ${done} jobs of ${count}`)
    },
    close: () => pgPool.end()
  }
}
