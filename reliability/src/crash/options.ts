import { Result, Schema } from "effect"
import { parseArgs } from "node:util"

/** What a crash test is told to do. */
export interface CrashOptions {
  readonly store: "sqlite" | "postgres"
  /** Processes that share the database. */
  readonly nodes: number
  /** How many processes are killed before the campaigns are left in peace. */
  readonly kills: number
  /** Decides the moments and kinds of faults, the lists, and what phones do. */
  readonly seed: string
  /** Print the figures as one JSON object on the standard output, and the rest on the standard error. */
  readonly json: boolean
  /** How many times as fast as in life the engines' clock runs. */
  readonly speed: number
  /** Real seconds after which what is not over by then counts as lost. */
  readonly patience: number
  /** Where databases, logs and records stay; undefined for a temporary folder that is removed. */
  readonly keep: string | undefined
}

/** A flag that cannot be used. Exit code 2. */
export class WrongFlags extends Schema.TaggedError<WrongFlags>()("WrongFlags", { reason: Schema.String }) {
  override get message(): string {
    return `${this.reason}\n\n${usage}`
  }
}

const usage = `npm run crash -- --store sqlite|postgres [--nodes N] [--kills M] [--seed S] [--json]
  --store    the database: sqlite with one node, postgres with any number
  --nodes    processes that share it; 1 with sqlite, 3 with postgres
  --kills    processes to kill; 20
  --seed     decides moments and kinds of faults; a new one each time where not given
  --speed    how fast the engines' clock runs; 60
  --patience real seconds in all, beyond which what is not over counts as lost; 300, and 4 for each kill
  --keep     a folder for databases, logs and the carrier's record, which are removed otherwise
  --json     print the figures as one JSON object`

const wrong = (reason: string) => Result.fail(new WrongFlags({ reason }))

const wholeIn = (text: string, from: number, to: number): number | undefined =>
  /^\d+$/u.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : undefined

const read = (args: ReadonlyArray<string>) =>
  parseArgs({
    args: [...args],
    options: {
      store: { type: "string", default: "sqlite" },
      nodes: { type: "string" },
      kills: { type: "string", default: "20" },
      seed: { type: "string" },
      speed: { type: "string", default: "60" },
      patience: { type: "string" },
      keep: { type: "string" },
      json: { type: "boolean", default: false }
    }
  }).values

/** Read the flags; `fresh` is the seed where none is given. */
export const optionsOf = (args: ReadonlyArray<string>, fresh: string): Result.Result<CrashOptions, WrongFlags> => {
  let given: ReturnType<typeof read>
  try {
    given = read(args)
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  const { store } = given
  if (store !== "sqlite" && store !== "postgres") return wrong("--store must be sqlite or postgres")
  const nodes = wholeIn(given.nodes ?? (store === "sqlite" ? "1" : "3"), 1, 16)
  if (nodes === undefined) return wrong("--nodes must be a whole number from 1 to 16")
  if (store === "sqlite" && nodes > 1) {
    return wrong("--nodes must be 1 with sqlite: a SQLite file belongs to one process; several nodes share a Postgres")
  }
  const kills = wholeIn(given.kills, 0, 100_000)
  if (kills === undefined) return wrong("--kills must be a whole number from 0 to 100000")
  const speed = wholeIn(given.speed, 1, 600)
  if (speed === undefined) return wrong("--speed must be a whole number from 1 to 600")
  const patience = wholeIn(given.patience ?? String(300 + 4 * kills), 1, 86_400)
  if (patience === undefined) return wrong("--patience must be a whole number of seconds, up to a day")
  const { json, keep, seed = fresh } = given
  return Result.succeed({ store, nodes, kills, seed, json, speed, patience, keep })
}
