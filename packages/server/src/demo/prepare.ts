import { Country } from "@campanile/core"
import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Directory, DirectoryUnusable, type State } from "./directory.ts"
import { generatedList } from "./generated-list.ts"
import { openingFor } from "./opening.ts"
import { planFor, window } from "./plan.ts"
import { promptFor } from "./prompt.ts"
import { surveyOf } from "./survey.ts"

/** What was asked of a demo. */
export interface Wish {
  /** A list of the user's own. */
  readonly csv: string | undefined
  /** How many contacts to make up. */
  readonly contacts: number | undefined
  /** ISO 3166-1 alpha-2, for phones without a country. */
  readonly country: string | undefined
  readonly speed: number | undefined
  readonly carrier: "simulated" | "fake-twilio"
}

/** The sample that comes with the repository, but not with the package. */
const sample = fileURLToPath(new URL("../../../../examples/data/appointments.csv", import.meta.url))

/** How many contacts are made up where there is no sample. */
const usualContacts = 200

/** The list that a demo was asked for, as bytes of a file. */
export const listFor = ({ contacts, csv }: Wish) => {
  const path = csv ?? (contacts === undefined && existsSync(sample) ? sample : undefined)
  if (path === undefined) {
    const count = contacts ?? usualContacts
    return Effect.succeed({ source: "made up", bytes: new TextEncoder().encode(generatedList(count)) })
  }
  return Effect.try({
    try: () => ({ source: csv === undefined ? "examples/data/appointments.csv" : csv, bytes: readFileSync(path) }),
    catch: (cause) => new DirectoryUnusable({ path, reason: cause instanceof Error ? cause.message : String(cause) })
  })
}

/** Choose a demo's list, hours and size, and write them down before anything else happens. */
export const prepare = Effect.fn("demo.prepare")(function*(directory: Directory, wish: Wish) {
  const { bytes, source } = yield* listFor(wish)
  const country = wish.country === undefined ? undefined : Country.make(wish.country)
  const { columns, rows, zones } = yield* surveyOf(bytes, country)
  const opening = openingFor(zones, window)
  const plan = planFor(rows, opening)
  const state: State = {
    ...plan,
    adminKey: randomBytes(24).toString("base64url"),
    source,
    rows,
    country: country ?? null,
    timezone: [...zones][0]?.split("|")[0] ?? "UTC",
    prompt: promptFor(columns),
    startsAt: opening.startsAt,
    speed: wish.speed ?? plan.speed
  }
  yield* directory.keepList(bytes)
  yield* directory.keepState(state)
  return state
})
