import { sqliteStore } from "@campanile/storage-sqlite"
import { ManagedRuntime } from "effect"
import type { Measure } from "../measure.ts"
import { lives } from "../world/lives.ts"

/** Whole lives of calls on SQLite, beside a bare loop. */
export const lifeSqlite: Measure = {
  name: "life-sqlite",
  gauges: [{
    name: "life-sqlite",
    what: "whole lives of calls on SQLite (WAL, NORMAL) with an instant carrier",
    beside: "a bare loop of the same row writes in the same transactions",
    unit: "lives/s",
    better: "more",
    must: 0.3,
    aim: 0.7,
    limit: ""
  }],
  async *rounds({ file, some }) {
    const runtime = ManagedRuntime.make(sqliteStore({ path: file("lives.db"), synchronous: "normal" }))
    try {
      const next = await runtime.runPromise(lives(some(20_000, 200)))
      for (;;) yield [{ ours: await runtime.runPromise(next), peer: 1 }]
    } finally {
      await runtime.dispose()
    }
  }
}
