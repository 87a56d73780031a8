import { asked } from "../http/talk.ts"
import type { Measure } from "../measure.ts"
import type { Left, More } from "../programs/steady.ts"

/**
 * The calls of a round. What is kept is looked at after a third of a run, after two thirds, at its end, and twice more: of
 * what grows with each call the median of the five is how much it is at the end.
 */
const stretch = Math.ceil(200_000 / 3)

/** What an engine keeps of the calls that it has made. */
export const memory: Measure = {
  name: "memory",
  gauges: [{
    name: "memory",
    what:
      "by how much the heap of an engine on Postgres has grown after a run of 200 thousand calls, looked at after " +
      "four full collections at the start and at the end",
    beside: "",
    unit: "MB",
    better: "less",
    must: 10,
    aim: null,
    limit:
      "It does not grow with calls: what is kept of one is in the database. What moves it by a few MB, up or down, are " +
      "buffers of the last batches and code that is compiled or thrown away. The next step is a look at the heap of a server " +
      "with its HTTP over days."
  }],
  async *rounds({ database, run, some }) {
    const engine = run(new URL("../programs/steady.ts", import.meta.url), [await database()])
    const heapAfter = async (calls: number) => (await asked<Left>(engine, { calls } satisfies More)).heap / 1e6
    try {
      await heapAfter(some(10_000, 100))
      const start = await heapAfter(some(10_000, 100))
      yield [{ ours: 0, peer: null }]
      for (;;) yield [{ ours: (await heapAfter(some(stretch, 100))) - start, peer: null }]
    } finally {
      engine.stdin?.destroy()
    }
  }
}
