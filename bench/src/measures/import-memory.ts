import { once } from "node:events"
import { rmSync } from "node:fs"
import type { Measure } from "../measure.ts"
import type { Resources } from "../resources.ts"
import { writeContactFile } from "../world/contact-file.ts"

const program = new URL("../programs/import-once.ts", import.meta.url)

/** The most bytes of memory that a process had that imported a file and did nothing else. */
const peak = async ({ file, run }: Resources, path: string): Promise<number> => {
  const database = file("memory.db")
  const child = run(program, [database, path])
  let bytes = Number.NaN
  child.on("message", (told) => {
    bytes = Number(told)
  })
  const [code] = await once(child, "exit")
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true })
  if (code !== 0 || Number.isNaN(bytes)) throw new Error(`an import ended with code ${String(code)}`)
  return bytes
}

/** How the memory of an import grows with its file. */
export const importMemory: Measure = {
  name: "import-memory",
  gauges: [{
    name: "import-memory",
    what:
      "the most memory of a process that imports 1 million rows to SQLite, less that of one that imports 10 thousand",
    beside: "",
    unit: "MB",
    better: "less",
    must: 150,
    aim: 50,
    limit:
      "At most three lots of 2,000 rows are alive, some 10 MB, and 4 MB that remember phones, whatever the file. The " +
      "rest is garbage that V8 lets stand until it is worth a collection: the small import ends before there is much of " +
      "it. Next: fewer objects for a row, so that less of it grows old."
  }],
  async *rounds(resources) {
    const [large, small] = [resources.file("large.csv"), resources.file("small.csv")]
    await writeContactFile(large, resources.some(1_000_000, 3000))
    await writeContactFile(small, resources.some(10_000, 1000))
    for (;;) {
      const least = await peak(resources, small)
      yield [{ ours: (await peak(resources, large) - least) / 1e6, peer: null }]
    }
  }
}
