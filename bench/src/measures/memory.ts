import { asked } from "../http/talk.ts"
import type { Measure } from "../measure.ts"
import type { Left, More } from "../world/steady.ts"

/** The calls of the whole run, and into how many stretches it is cut, each of which is a round. */
const whole = 200_000
const stretches = 5

/** What an engine keeps of the calls that it has made. */
export const memory: Measure = {
  name: "memory",
  gauges: [{
    name: "memory",
    what:
      "by how much the heap of an engine on Postgres grows over 200 thousand calls in one run, each looked at after " +
      "four full collections: five stretches of 40 thousand after one that warms up, the growth of each taken five times",
    beside: "",
    unit: "MB",
    better: "less",
    must: 10,
    aim: null,
    limit: ""
  }],
  async *rounds({ database, run, some }) {
    const engine = run(new URL("../world/steady.ts", import.meta.url), [await database()])
    const heapAfter = async (calls: number) => (await asked<Left>(engine, { calls } satisfies More)).heap / 1e6
    const calls = some(whole / stretches, 100)
    try {
      let before = await heapAfter(some(5000, 100))
      // The first round is not counted: it warms up too.
      let next = some(10_000, 100)
      for (;;) {
        const after = await heapAfter(next)
        yield [{ ours: (after - before) * (whole / next), peer: null }]
        before = after
        next = calls
      }
    } finally {
      engine.stdin?.destroy()
    }
  }
}
