/** A queue of jobs on Postgres, as people would use one instead. */
export interface JobQueue {
  /** Connect, and set up what it needs in its database. */
  readonly open: () => Promise<void>
  /** Put so many jobs in, all at once where it can. */
  readonly fill: (count: number) => Promise<void>
  /** Take and complete all of so many jobs that are in it, at most so many at a time. */
  readonly drain: (count: number, batch: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** What a job is told: as much as a call would have to be. */
export const payload = (n: number) => ({ phone: `+1${2_000_000_000 + n}`, name: `Name ${n}` })

/** Jobs per second through a queue, so many at a time. They are put in before, which is not measured. */
export const jobs = async ({ drain, fill }: JobQueue, count: number, batch: number): Promise<number> => {
  await fill(count)
  const began = performance.now()
  await drain(count, batch)
  return count / ((performance.now() - began) / 1000)
}

/** The batch with which a queue is fastest here. */
export const bestBatch = async (queue: JobQueue, count: number): Promise<number> => {
  let best = { batch: 0, rate: 0 }
  for (const batch of [500, 1000, 2000, 5000]) {
    const rate = await jobs(queue, count, batch)
    if (rate > best.rate) best = { batch, rate }
  }
  return best.batch
}

/** How many jobs one statement puts in. */
const most = 5000

/** Numbers of so many jobs, in parts of which each is put in by one statement. */
export const parts = (count: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from(
    { length: Math.ceil(count / most) },
    (_, part) => Array.from({ length: Math.min(most, count - part * most) }, (_, n) => part * most + n)
  )
