// The command `npm run bench`: measures, prints tables, and writes docs/performance.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { machine } from "./machine.ts"
import { type Figure, type Gauge, type Round, take } from "./measure.ts"
import { measures } from "./measures.ts"
import { page, short, table, type Taken } from "./report.ts"
import { openResources, type Size } from "./resources.ts"

const usage = `npm run bench -- [--only NAME,…] [--tiny] [--json]

  --only NAME,…  only these measures: ${measures.map(({ name }) => name).join(", ")}
  --tiny         far fewer rows, to see that each measure works; what comes out says nothing and is kept nowhere
  --json         print nothing but the last line, one JSON object with a key for each figure
`

const refuse = (why: string): never => {
  process.stderr.write(`${why}\n\n${usage}`)
  process.exit(2)
}

const read = () => {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        tiny: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const given = read()
if (given.help) {
  process.stdout.write(usage)
  process.exit(0)
}
const names = given.only?.split(",").map((name) => name.trim())
for (const name of names ?? []) {
  if (!measures.some((measure) => measure.name === name)) refuse(`There is no measure ${JSON.stringify(name)}.`)
}
const asked = measures.filter(({ name }) => names?.includes(name) ?? true)
const size: Size = given.tiny ? "tiny" : "full"

const resources = openResources(size)

let isLeaving = false

/** End, with nothing left behind; who comes second waits for the first. */
const leave = (code: number) => {
  if (isLeaving) return
  isLeaving = true
  resources[Symbol.asyncDispose]().then(
    () => process.exit(code),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
}
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  process.on(signal, () => leave(code))
}

// Whoever kills npm, or what npm has started, tells nobody below: that the parent is gone is all there is to see.
if (process.env["npm_lifecycle_event"] !== undefined) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent ? undefined : leave(1), 250).unref()
}

/** The figures of the last run of each measure, from which the page is written. */
const kept = new URL("../figures.json", import.meta.url)

const told = (gauges: ReadonlyArray<Gauge>, rounds: ReadonlyArray<Round>) =>
  rounds.map(({ ours, peer }, n) => {
    const { name, unit } = gauges[n]!
    return `${name}: ${short(ours)}${peer === null ? "" : ` beside ${short(peer)}`} ${unit}`
  }).join("; ")

const keep = (figures: ReadonlyMap<string, Figure>) => {
  const before: Record<string, Taken> = existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : {}
  const about = { on: new Date().toISOString().slice(0, 10), machine: machine() }
  const all: Record<string, Taken> = {
    ...before,
    ...Object.fromEntries([...figures].map(([name, figure]) => [name, { ...figure, ...about }]))
  }
  const rows = measures.flatMap(({ gauges }) => gauges)
    .flatMap((gauge) => all[gauge.name] === undefined ? [] : [[gauge, all[gauge.name]!] as const])
  writeFileSync(
    kept,
    `${JSON.stringify(Object.fromEntries(rows.map(([{ name }, taken]) => [name, taken])), null, 2)}\n`
  )
  writeFileSync(new URL("../../docs/performance.md", import.meta.url), page(rows))
}

const say = (line: string) => given.json ? undefined : process.stdout.write(`${line}\n`)

const run = async () => {
  const figures = new Map<string, Figure>()
  say(machine())
  for (const measure of asked) {
    say(`\n${measure.name}`)
    const began = performance.now()
    const taken = await take(measure, resources, size, (rounds) => say(`  ${told(measure.gauges, rounds)}`))
    for (const [name, figure] of taken) figures.set(name, figure)
    say(`  in ${short((performance.now() - began) / 1000)} s`)
  }
  if (size === "full") keep(figures)
  say(`\n${table(asked.flatMap(({ gauges }) => gauges).map((gauge) => [gauge, figures.get(gauge.name)!]))}`)
  process.stdout.write(`${JSON.stringify(Object.fromEntries(figures))}\n`)
}

run().then(
  () => leave(0),
  (error: unknown) => {
    // Of what is taken away under its feet at an end, nobody needs to hear.
    if (!isLeaving) console.error(error)
    leave(1)
  }
)
