import { Console, Effect, Result, Schema } from "effect"
import { Command } from "effect/cli"
import { directoryFor, play, type Played } from "../demo/demo.ts"
import { mostGenerated } from "../demo/generated-list.ts"
import { figuresOf, mistakesOf, reportOf } from "../demo/report.ts"
import { screenOn } from "../demo/screen.ts"
import { onlyWarnings } from "../logging.ts"
import { number, oneOf, readSettings, type Setting, wholeNumber, WrongSettings } from "../settings.ts"
import { untilStopped } from "../until-stopped.ts"
import { given, text, texts } from "./flags.ts"

const path = (flag: string): Setting<string | undefined> => ({
  flag,
  otherwise: undefined,
  read: (text) => text === "" ? Result.fail("must be a path") : Result.succeed(text)
})

const settings = {
  csv: path("csv"),
  contacts: { flag: "contacts", otherwise: undefined, read: wholeNumber(1, mostGenerated) } satisfies Setting<
    number | undefined
  >,
  country: {
    flag: "country",
    otherwise: undefined,
    read: (text) =>
      /^[a-z]{2}$/iu.test(text)
        ? Result.succeed(text.toUpperCase())
        : Result.fail(`must be the two letters of a country, such as IN, not "${text}"`)
  } satisfies Setting<string | undefined>,
  carrier: { flag: "carrier", otherwise: "simulated", read: oneOf("simulated", "fake-twilio") } satisfies Setting<
    "simulated" | "fake-twilio"
  >,
  speed: { flag: "speed", otherwise: undefined, read: number(1, 3600) } satisfies Setting<number | undefined>,
  data: path("data")
}

/** Something that must hold did not. */
export class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", {
  mistakes: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `this must not happen: ${this.mistakes.join("; ")}`
  }
}

const closing = ({ rejected }: Played, keep: boolean) =>
  rejected === undefined
    ? ""
    : `\n  The rows that were set aside, and why: ${rejected.file}${keep ? `\n  or ${rejected.url}` : ""}`

const kept = ({ address, campaignId, key }: Played) =>
  [
    "",
    `  The server stays at ${address} until Ctrl-C. Its key is ${key}:`,
    "",
    `  curl -H "X-API-KEY: ${key}" ${address}/ca/api/v0/campaign/info/${campaignId}`
  ].join("\n")

const interrupted = (data: string | undefined) =>
  data === undefined ? "\n  Interrupted." : `\n  Interrupted. To go on: demo --data ${data}`

/** `campanile demo` */
export const demo = Command.make(
  "demo",
  {
    csv: text("csv", "FILE", "A contact list of your own; the assistant is made from its columns"),
    contacts: text("contacts", "N", "Make up a list of so many contacts"),
    country: text("country", "CC", "The country of phones without one, such as IN"),
    carrier: text("carrier", "NAME", "simulated, or fake-twilio: the Twilio adapter against a Twilio that is none"),
    speed: text("speed", "N", "How many times as fast time goes by; by the length of the list where not given"),
    data: text("data", "DIR", "Keep everything there, and go on with what was begun there"),
    keep: given("keep", "Leave the server running at the end"),
    json: given("json", "Print the figures as one JSON object on the last line, and the rest on standard error")
  },
  Effect.fnUntraced(function*({ json, keep, ...flags }) {
    const { data, ...wish } = yield* Effect.fromResult(readSettings(settings, { flags: texts(flags), env: {} }))
    if (wish.csv !== undefined && wish.contacts !== undefined) {
      const reason = "cannot be given together with --csv: a list is either yours or made up"
      return yield* new WrongSettings({ problems: [{ setting: "--contacts", reason }] })
    }
    if (wish.carrier === "fake-twilio" && data !== undefined) {
      const reason = "cannot be given together with --data: this carrier ends with the demo, and its calls with it"
      return yield* new WrongSettings({ problems: [{ setting: "--carrier", reason }] })
    }
    const screen = screenOn(json ? process.stderr : process.stdout)
    yield* Effect.scoped(Effect.gen(function*() {
      const played = yield* play(yield* directoryFor(data), wish, screen).pipe(
        Effect.onInterrupt(() => Effect.sync(() => screen.say(interrupted(data))))
      )
      screen.say(`${reportOf(played.ended)}${closing(played, keep)}`)
      const mistakes = mistakesOf(played.ended)
      if (json) yield* Console.log(JSON.stringify(figuresOf(played.ended)))
      if (mistakes.length > 0) return yield* new DemoFailed({ mistakes })
      if (keep) {
        screen.say(kept(played))
        yield* untilStopped
      }
    })).pipe(Effect.provide(onlyWarnings))
  })
).pipe(Command.withDescription("Play a whole campaign in half a minute, with a carrier that rings no phone"))
