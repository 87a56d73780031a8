import { Clock, Effect, Layer, Random, Redacted, Result, Stream } from "effect"
import { TestClock } from "effect/testing"
import {
  Assistants,
  Campaigns,
  Carrier,
  ContactFiles,
  Credits,
  engine,
  EngineOptions,
  type FileRow,
  Lists,
  type Message,
  NotDelivered,
  Numbers,
  type Phone,
  PhoneNumbers,
  PreDialHook,
  Store,
  type StoreShape,
  WebhookSender,
  type WorkspaceId,
  Workspaces,
  type Zone
} from "../../src/index.ts"
import { MemoryStore, SimulatedCarrier, type SimulatedCarrierOptions } from "../../src/testing/index.ts"

/** Tuesday, 3 March 2026, 10:00 in London. */
export const tuesdayMorning = Date.UTC(2026, 2, 3, 10)

/** A file of plain lines and commas; reading real files is the business of @campanile/contact-lists. */
const plainFiles = Layer.succeed(
  ContactFiles,
  ContactFiles.of({
    rows: (bytes) =>
      bytes.pipe(
        Stream.decodeText(),
        Stream.splitLines,
        Stream.zipWithIndex,
        Stream.map(([text, index]): FileRow => ({ line: index + 1, lastLine: index + 1, cells: text.split(",") }))
      )
  })
)

const plainNumbers = Layer.succeed(
  PhoneNumbers,
  PhoneNumbers.of({
    parse: (text) => text.startsWith("+") ? Result.succeed(text as Phone) : Result.fail("phone_not_a_number"),
    zonesOf: (phone) =>
      phone.startsWith("+1")
        ? ["Asia/Kolkata" as Zone, "America/New_York" as Zone]
        : [(phone.startsWith("+91") ? "Asia/Kolkata" : "Europe/London") as Zone]
  })
)

/** What was brought to other systems, where and when (ms UTC). */
export const inbox: Array<Message & { readonly url: string; readonly received: number }> = []

/** When (ms UTC) somebody knocked at a receiver that is down. */
export const knocks: Array<number> = []

/** When (ms UTC) somebody asked for a receiver that is gone. */
export const gone: Array<number> = []

/** When (ms UTC) the engine looked for deliveries. */
export const looks: Array<number> = []

/** How many messages are on their way to each URL, and how many were at the most. */
export const crowds = new Map<string, { now: number; most: number }>()

/** With which secrets each message was signed. */
export const signed: Array<string> = []

/** What becomes of a message at a receiver whose URL says how it behaves. */
const receive = Effect.fnUntraced(function*(url: string, message: Message) {
  const now = yield* Clock.currentTimeMillis
  if (url.includes("down") || (url.includes("weary") && knocks.length < 3)) {
    knocks.push(now)
    return yield* new NotDelivered({ reason: "down" })
  }
  if (url.includes("gone")) {
    gone.push(now)
    return yield* new NotDelivered({ reason: "gone", gone: true })
  }
  if (url.includes("never")) return yield* Effect.never
  if (url.includes("slow")) yield* Effect.sleep("30 seconds")
  if (url.includes("soon")) yield* Effect.sleep("2 seconds")
  inbox.push({ ...message, url, received: yield* Clock.currentTimeMillis })
})

const webhooks = Layer.sync(WebhookSender, () => {
  for (const record of [inbox, knocks, gone, signed, looks]) record.length = 0
  crowds.clear()
  let made = 0
  return WebhookSender.of({
    send: (url, message, secrets) => {
      signed.push(secrets.map((secret) => Redacted.value(secret)).join(" "))
      const crowd = crowds.get(url) ?? { now: 0, most: 0 }
      crowds.set(url, crowd)
      crowd.most = Math.max(crowd.most, ++crowd.now)
      return Effect.ensuring(receive(url, message), Effect.sync(() => crowd.now--))
    },
    newSecret: Effect.sync(() => Redacted.make(`made ${++made}`))
  })
})

/** What a test may want to be different. */
interface WorldOptions extends SimulatedCarrierOptions {
  readonly hook?: PreDialHook
  /** How often the loops look for work by themselves (ms). */
  readonly poll?: number
}

const store = Layer.effect(
  Store,
  Effect.map(MemoryStore.make, (made) => ({
    ...made,
    takeDeliveries: (channel, now, ...rest) =>
      Effect.andThen(Effect.sync(() => looks.push(now)), made.takeDeliveries(channel, now, ...rest))
  } satisfies StoreShape))
)

const world = (options: WorldOptions, wrap: (carrier: Carrier["Service"]) => Carrier["Service"]) =>
  engine.pipe(
    Layer.provideMerge(Layer.mergeAll(
      store,
      Layer.effect(Carrier, Effect.map(Carrier, wrap)).pipe(Layer.provideMerge(SimulatedCarrier.layer(options))),
      plainFiles,
      plainNumbers,
      webhooks
    )),
    Layer.provide(options.hook === undefined ? Layer.empty : Layer.succeed(PreDialHook, options.hook)),
    Layer.provide(Layer.succeed(EngineOptions, {
      poll: options.poll ?? 10_000,
      lease: Math.max(60_000, (options.poll ?? 0) * 3),
      reconcile: Math.max(30_000, options.poll ?? 0),
      batch: 200
    }))
  )

/**
 * Run a program beside an engine in memory that starts on Tuesday morning, by the test clock. `wrap` may spoil the
 * simulated carrier.
 */
export const onTuesday = <A, E>(
  program: Effect.Effect<A, E, Layer.Success<ReturnType<typeof world>>>,
  options: WorldOptions = {},
  wrap: (carrier: Carrier["Service"]) => Carrier["Service"] = (carrier) => carrier
) =>
  Effect.andThen(TestClock.setTime(tuesdayMorning), Effect.provide(program, world(options, wrap))).pipe(
    Random.withSeed("tuesday")
  )

/** So many phones of a range that is reserved for fiction. */
export const phones = (count: number, prefix = "+447700900") =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(3, "0")}`)

/** A workspace with an assistant, a caller number and credits. */
export const settle = Effect.fnUntraced(function*(capacity = 10, credits = 1_000_000) {
  const workspace = yield* Workspaces.create({ name: "Clinic", capacity })
  const assistant = yield* Assistants.create(workspace.id, { name: "Reminder", prompt: "Hello @{{name}}" })
  const number = yield* Numbers.add(workspace.id, { phone: "+442079460000", pace: { perSecond: 100, burst: 100 } })
  if (credits > 0) yield* Credits.grant(workspace.id, { amount: credits * 1_000_000 })
  return { workspace, assistant, number }
})

/** A list of some phones. */
export const listOf = Effect.fnUntraced(function*(workspaceId: WorkspaceId, called: ReadonlyArray<string>) {
  return yield* Lists.importList(workspaceId, fileOf(called), { timezone: "Europe/London" })
})

/** The file of some phones. */
export const fileOf = (called: ReadonlyArray<string>) =>
  Stream.make(
    new TextEncoder().encode(["phone,name", ...called.map((phone, index) => `${phone},Contact ${index}`)].join("\n"))
  )

/** A campaign to some phones, started. Differences from the plain one are given. */
export const launch = Effect.fnUntraced(function*(
  { assistant, number, workspace }: Effect.Success<ReturnType<typeof settle>>,
  called: ReadonlyArray<string>,
  more: Partial<typeof Campaigns.NewCampaign.Encoded> = {}
) {
  const list = yield* listOf(workspace.id, called)
  const now = yield* Clock.currentTimeMillis
  const { id } = yield* Campaigns.save(workspace.id, {
    name: "Reminders",
    listId: list.id,
    assistantId: assistant.id,
    timezone: "Europe/London",
    endsAt: now + 3 * 86_400_000,
    ...more
  })
  return yield* Campaigns.start(workspace.id, id, [number.phone])
})

/** The requests to dial that the carrier got so far. */
export const requests = SimulatedCarrier.use((carrier) =>
  Effect.map(carrier.record, (record) => record.flatMap((line) => line.kind === "placed" ? [line] : []))
)

/** Turn the clock until the campaign is over and drained, at most for so many hours. */
export const untilOver = Effect.fnUntraced(function*(
  workspaceId: WorkspaceId,
  id: Effect.Success<ReturnType<typeof launch>>["id"],
  hours = 100
) {
  for (let step = 0; step < hours * 12; step++) {
    const campaign = yield* Campaigns.get(workspaceId, id)
    const progress = yield* Campaigns.progress(workspaceId, id)
    if (["completed", "failed", "canceled"].includes(campaign.status) && progress.live === 0) {
      return { campaign, progress }
    }
    yield* TestClock.adjust("5 minutes")
  }
  return yield* Effect.die(new Error(`the campaign is not over after ${hours} hours`))
})
