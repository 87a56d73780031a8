import { contactLists } from "@campanile/contact-lists"
import { Clock, Effect, Option, Redacted } from "effect"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { quickClock } from "../clock.ts"
import { startServer } from "../server.ts"
import { type Directory, openDirectory, type State } from "./directory.ts"
import { follow } from "./follow.ts"
import { hours } from "./plan.ts"
import { listFor, prepare, type Wish } from "./prepare.ts"
import type { Ended } from "./report.ts"
import type { Screen } from "./screen.ts"
import { dayAndTime } from "./standing.ts"
import { setUp, workspaceOf } from "./steps.ts"

/** A directory that lasts as long as the scope; of a temporary one only the rejected rows are left. */
export const directoryFor = (data: string | undefined) =>
  data !== undefined
    ? openDirectory(data)
    : Effect.acquireRelease(
      Effect.suspend(() => openDirectory(mkdtempSync(join(tmpdir(), "campanile-demo-")))),
      ({ path, rejected }) =>
        Effect.sync(() => {
          if (!existsSync(rejected)) return rmSync(path, { recursive: true, force: true })
          for (const name of readdirSync(path)) {
            if (name !== basename(rejected)) rmSync(join(path, name), { recursive: true, force: true })
          }
        })
    )

const introduction = ({ rows, source, speed, startsAt }: State) =>
  [
    "",
    "  Campanile: a campaign of outbound calls, from the list to the last call.",
    "",
    `  List     ${source}, ${rows} rows`,
    "  Carrier  simulated: no phone rings. Server, database and HTTP API are the real ones.",
    `  Clock    ${speed} times as fast, from ${dayAndTime(startsAt)}`,
    `  Hours    ${hours.from} to ${hours.to}, on the clock where each contact is`,
    ""
  ].join("\n")

const goingOn = ({ source, speed }: State, now: number, path: string) =>
  [
    "",
    `  Going on with the campaign in ${path}.`,
    "",
    `  List     ${source}`,
    `  Clock    ${speed} times as fast; it went on meanwhile, to ${dayAndTime(now)}`,
    ""
  ].join("\n")

/** What was begun in a directory. A list that came to nothing does not stand in the way of another one. */
const begunIn = Effect.fnUntraced(function*(directory: Directory, wish: Wish) {
  const known = yield* directory.state
  if (known === undefined || known.campaignId !== undefined) return known
  if (wish.csv === undefined && wish.contacts === undefined) return known
  const { bytes } = yield* listFor(wish)
  const kept = yield* Effect.option(directory.list)
  if (Option.isSome(kept) && kept.value.equals(bytes)) return known
  yield* directory.clear
  return undefined
})

/** The clock of a demo: the same line over all its lives. */
const clockOf = Effect.fnUntraced(function*(directory: Directory, { speed, startsAt }: State) {
  const real = yield* Clock.Clock
  const known = yield* directory.clock
  const line = known ?? { startedAt: yield* real.currentTimeMillis, startsAt, speed }
  if (known === undefined) yield* directory.keepClock(line)
  return quickClock(line, real)
})

/** A demo that is through. */
export interface Played {
  readonly ended: Ended
  readonly address: string
  readonly key: string
  readonly campaignId: string
  /** Where the rows are that were not accepted; undefined where all were. */
  readonly rejected: { readonly url: string; readonly file: string } | undefined
}

/** Play a demo on a directory: a new one, or the one that was begun there. The server runs as long as the scope. */
export const play = Effect.fn("demo.play")(function*(directory: Directory, wish: Wish, screen: Screen) {
  const real = yield* Clock.Clock
  const begun = yield* real.currentTimeMillis
  const known = yield* begunIn(directory, wish)
  const state = known ?? (yield* prepare(directory, wish).pipe(Effect.provide(contactLists)))
  const clock = yield* clockOf(directory, state)
  const now = clock.currentTimeMillisUnsafe()
  screen.say(known === undefined ? introduction(state) : goingOn(state, now, directory.path))

  const { address, carrier } = yield* startServer({
    database: directory.database,
    port: 0,
    host: "127.0.0.1",
    adminKey: Redacted.make(state.adminKey),
    publicUrl: undefined,
    preDial: undefined,
    speed: state.speed
  }).pipe(Effect.provideService(Clock.Clock, clock))
  screen.say(`  ✓ a server at ${address}`)
  const { campaignId, key, rejected, workspace } = yield* setUp({ address, directory, say: screen.say }, state)
  screen.say("")
  const info = yield* follow(workspace, campaignId, screen, clock)

  const { concurrency, credits } = yield* workspaceOf(workspace)
  const ended: Ended = {
    info,
    capacity: concurrency,
    credits: { granted: credits.granted, spent: credits.spent, held: credits.held, left: credits.available },
    audit: yield* carrier.audit,
    seconds: ((yield* real.currentTimeMillis) - begun) / 1000,
    played: (clock.currentTimeMillisUnsafe() - state.startsAt) / 1000
  }
  return { ended, address, key, campaignId, rejected } satisfies Played
})
