import { type AttemptId, newId, type Phone, type PlaceRequest } from "@campanile/core"
import { Effect, type Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer } from "node:http"
import {
  isFromTwilio,
  makeTwilioApi,
  parseCallback,
  type Told,
  twilioConfig,
  type TwilioSettings
} from "../src/index.ts"
import { FakeTwilio, type FakeTwilioOptions } from "../src/testing/index.ts"

export const from = "+442079460000" as Phone

/** One callback that came. */
export interface Heard {
  readonly target: string
  readonly body: string
  readonly isAuthentic: boolean
}

/** Listens for callbacks on a port of its own, and checks whose they are. */
const receiver = (authToken: Redacted.Redacted) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly heard: Array<Heard>; readonly close: () => void }>((resume) => {
      const heard: Array<Heard> = []
      let publicUrl = ""
      const server = createServer((request, response) => {
        const parts: Array<Buffer> = []
        request.on("data", (part: Buffer) => parts.push(part))
        request.on("end", () => {
          const target = request.url ?? ""
          const body = Buffer.concat(parts).toString("utf8")
          const text = (name: string) => request.headersDistinct[name]?.[0]
          const isAuthentic = isFromTwilio({ authToken, publicUrl, trustedProxies: [] }, {
            target,
            body,
            headers: { host: text("host"), "x-twilio-signature": text("x-twilio-signature") },
            peer: request.socket.remoteAddress
          })
          heard.push({ target, body, isAuthentic })
          response.writeHead(204).end()
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        publicUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ url: publicUrl, heard, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** An account at the fake, the adapter for it, and whoever its callbacks come to. */
export const world = Effect.fnUntraced(function*(settings: Partial<TwilioSettings> = {}) {
  const fake = yield* FakeTwilio
  const { heard, url } = yield* receiver(fake.authToken)
  const config = yield* twilioConfig({
    accountSid: fake.accountSid,
    authToken: fake.authToken,
    apiUrl: fake.url,
    publicUrl: url,
    ...settings
  })
  const api = yield* makeTwilioApi(config).pipe(Effect.provide(FetchHttpClient.layer))
  const told: Effect.Effect<ReadonlyArray<Told>> = Effect.forEach(
    heard,
    ({ body, target }) => Effect.orDie(parseCallback({ target, body, receivedAt: 0 }, fake.accountSid))
  )
  return { fake, config, api, heard, told }
})

/** A fake for one test, with a test's usual haste. */
export const fakeOf = (options: FakeTwilioOptions = {}) => FakeTwilio.layer({ cps: 1000, ...options })

/** A request to dial a phone. */
export const requestTo = Effect.fnUntraced(function*(to: string, more: Partial<PlaceRequest> = {}) {
  const made: PlaceRequest = {
    attemptId: yield* newId<AttemptId>(),
    to: to as Phone,
    from,
    answer: { kind: "say" },
    text: "Hello",
    variables: {},
    ringSeconds: 30,
    limitSeconds: 300,
    ...more
  }
  return made
})
