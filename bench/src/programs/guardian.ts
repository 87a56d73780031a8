// A program that outlives its parent by a moment: it waits until that is gone, even by a kill that nobody hears of, ends
// the Postgres whose data is below a folder, and removes the folder. Nothing that a terminal sends reaches it.
import { globSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"

const folder = process.argv[2]!

/** How long (ms) between two looks at whether what was killed is gone, and how often it is looked for. */
const look = 20
const looks = 500

/** The processes that say in Postgres's own words that data below the folder is theirs. */
const servers = () =>
  globSync(join(folder, "**/postmaster.pid")).flatMap((file) => {
    try {
      return [Math.abs(Number(readFileSync(file, "latin1").split("\n")[0]))]
    } catch {
      return []
    }
  })

/** Ask a process to end at once; answers whether there still is one. */
const quit = (pid: number) => {
  try {
    process.kill(pid, "SIGQUIT")
    return true
  } catch {
    return false
  }
}

const clear = async () => {
  for (let n = 0; n < looks; n++) {
    const running = servers().filter(quit).length > 0
    try {
      // Somebody may still be writing there: what is then left is removed by the next look.
      if (!running) rmSync(folder, { recursive: true })
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return
    }
    await setTimeout(look)
  }
}

process.stdin.once("close", () => {
  clear().then(() => process.exit(), () => process.exit(1))
}).resume()
