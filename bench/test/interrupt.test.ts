import { expect, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { type Bench, startBench } from "./bench.ts"

/** The processes of which the command line names a folder, as that of a Postgres names its data. */
const processesOf = (folder: string): ReadonlyArray<string> =>
  execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).split("\n").filter((line) => line.includes(folder))

const nothingIsLeftOf = async ({ ended, folder }: Bench) => {
  const { code } = await ended
  expect(code).not.toBe(0)
  expect(readdirSync(folder)).toEqual([])
  // A Postgres gives up its data a moment before it ends.
  while (processesOf(folder).length > 0);
}

const patience = 120_000

const settingUp = "\ncallback\n"
const measuring = "  callback: "

it("Ctrl-C in the middle of a measure leaves nothing behind", async () => {
  const bench = startBench("npm", "--only", "callback")
  await bench.prints(measuring)
  // A terminal sends it to the whole group.
  process.kill(-bench.pid, "SIGINT")
  await nothingIsLeftOf(bench)
}, patience)

it("a request to end while Postgres is being set up leaves nothing behind", async () => {
  const bench = startBench("npm", "--only", "callback")
  await bench.prints(settingUp)
  process.kill(bench.pid, "SIGTERM")
  await nothingIsLeftOf(bench)
}, patience)

for (const [when, text] of [["while Postgres is being set up", settingUp], ["in the middle of a measure", measuring]]) {
  it(`a kill that nobody hears of ${when} leaves nothing behind`, async () => {
    const bench = startBench("bench", "--only", "callback")
    await bench.prints(text!)
    process.kill(bench.pid, "SIGKILL")
    await nothingIsLeftOf(bench)
  }, patience)
}

it("such a kill of the process that has started it leaves nothing behind", async () => {
  const bench = startBench("npm", "--only", "callback")
  await bench.prints(settingUp)
  process.kill(bench.pid, "SIGKILL")
  await nothingIsLeftOf(bench)
}, patience)
