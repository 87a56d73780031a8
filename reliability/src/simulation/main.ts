// The command `npm run simulate`: runs worlds from their seeds, and says what did not hold.
import "./no-async-context.ts"
import { parseArgs } from "node:util"
import { plantedBugs } from "./planted.ts"
import { report } from "./report.ts"
import { simulate } from "./simulate.ts"
import { sizes } from "./size.ts"

const usage = `npm run simulate -- [--seeds N] [--seed S] [--nodes K] [--size SIZE] [--planted NAME] [--trace] [--json]

  --seeds N       how many seeds to run, from S on; 1000 where nothing is said
  --seed S        the first seed, 1 where nothing is said; without --seeds only this one is run
  --nodes K       nodes of each world; two or three where nothing is said
  --size SIZE     small or usual worlds; half of them small where nothing is said
  --planted NAME  plant a bug, to see it found: ${[...plantedBugs.keys()].join(", ")}
  --trace         print the whole trace of a seed
  --json          print one JSON document
`

const whole = (text: string | undefined, name: string, least: number): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  process.stderr.write(`--${name} must be a whole number from ${least} on\n\n${usage}`)
  process.exit(2)
}

const read = () => {
  try {
    return parseArgs({
      options: {
        seeds: { type: "string" },
        seed: { type: "string" },
        nodes: { type: "string" },
        size: { type: "string" },
        planted: { type: "string" },
        trace: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(2)
  }
}

const given = read()
if (given.help) {
  process.stdout.write(usage)
  process.exit(0)
}
const seed = whole(given.seed, "seed", 0)
const seeds = whole(given.seeds, "seeds", 1) ?? (seed === undefined ? 1000 : 1)
const nodes = whole(given.nodes, "nodes", 1)
const size = sizes.find((one) => one === given.size)
if (given.size !== undefined && size === undefined) {
  process.stderr.write(`--size must be one of ${sizes.join(", ")}\n\n${usage}`)
  process.exit(2)
}
const planted = given.planted === undefined ? undefined : plantedBugs.get(given.planted)
if (given.planted !== undefined && planted === undefined) {
  process.stderr.write(`there is no planted bug ${given.planted}\n\n${usage}`)
  process.exit(2)
}

const run = (of: number) =>
  simulate(of, {
    ...(nodes === undefined ? {} : { nodes }),
    ...(size === undefined ? {} : { size }),
    ...(planted === undefined ? {} : { planted })
  })
const also = (["nodes", "size", "planted"] as const)
  .flatMap((name) => given[name] === undefined ? [] : [` --${name} ${given[name]}`])
  .join("")
// A tenth of a long run would go into the stacks of errors that are part of it. One seed alone has them.
if (seeds > 1) Error.stackTraceLimit = 0
const failed = report(seed ?? 1, seeds, run, { also, json: given.json, trace: given.trace })
process.exit(failed > 0 ? 1 : 0)
