import { contactLists } from "@campanile/contact-lists"
import { Clock, Effect, Option, Redacted } from "effect"
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { quickClock } from "../clock.ts"
import { startServer } from "../server.ts"
import { client } from "./client.ts"
import { type Directory, openDirectory, type State } from "./directory.ts"
import { startFakeTwilio } from "./fake-twilio.ts"
import { follow } from "./follow.ts"
import { hours } from "./plan.ts"
import { listFor, prepare, type Wish } from "./prepare.ts"
import type { Ended } from "./report.ts"
import type { Screen } from "./screen.ts"
import { dayAndTime } from "./standing.ts"
import { costsOf, setUp, workspaceOf } from "./steps.ts"

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

const carriers = {
  simulated: "simulated: no phone rings. Server, database and HTTP API are the real ones.",
  "fake-twilio": "a fake Twilio in a process of its own, over HTTP both ways: no phone rings."
} as const

const introduction = ({ rows, source, speed, startsAt }: State, carrier: Wish["carrier"]) =>
  [
    "",
    "  Campanile: a campaign of outbound calls, from the list to the last call.",
    "",
    `  List     ${source}, ${rows} rows`,
    `  Carrier  ${carriers[carrier]}`,
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
const lineOf = Effect.fnUntraced(function*(directory: Directory, { speed, startsAt }: State) {
  const real = yield* Clock.Clock
  const known = yield* directory.clock
  const line = known ?? { startedAt: yield* real.currentTimeMillis, startsAt, speed }
  if (known === undefined) yield* directory.keepClock(line)
  return line
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
  const line = yield* lineOf(directory, state)
  const clock = quickClock(line, real)
  const now = clock.currentTimeMillisUnsafe()
  screen.say(known === undefined ? introduction(state, wish.carrier) : goingOn(state, now, directory.path))

  const fake = wish.carrier === "fake-twilio" ? yield* startFakeTwilio(directory.path, line) : undefined
  const { address, simulated } = yield* startServer({
    database: { kind: "sqlite", path: directory.database },
    carrierJournal: undefined,
    port: fake?.port ?? 0,
    twilio: fake?.twilio,
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
  const costs = fake === undefined ? undefined : yield* costsOf(client(address, state.adminKey))
  const ended: Ended = {
    info,
    capacity: concurrency,
    credits: { granted: credits.granted, spent: credits.spent, held: credits.held, left: credits.available },
    audit: yield* (fake ?? simulated)?.audit ?? Effect.die("a demo without a carrier"),
    ...(costs === undefined ? undefined : { costs }),
    seconds: ((yield* real.currentTimeMillis) - begun) / 1000,
    played: (clock.currentTimeMillisUnsafe() - state.startsAt) / 1000
  }
  return { ended, address, key, campaignId, rejected } satisfies Played
})
