import { type AttemptId, newId, type Phone, type PlaceRequest } from "@campanile/core"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import {
  isFromTwilio,
  makeTwilioApi,
  parseCallback,
  type Told,
  twilioConfig,
  type TwilioSettings
} from "../src/index.ts"
import { FakeTwilio, type FakeTwilioOptions } from "../src/testing/index.ts"
import { receiver } from "./receiver.ts"

export const from = "+442079460000" as Phone

/** One callback that came. */
export interface Heard {
  readonly target: string
  readonly body: string
  readonly isAuthentic: boolean
}

/** An account at the fake, the adapter for it, and whoever its callbacks come to. */
export const world = Effect.fnUntraced(function*(settings: Partial<TwilioSettings> = {}) {
  const fake = yield* FakeTwilio
  const heard: Array<Heard> = []
  const { authToken } = fake
  let publicUrl = ""
  publicUrl = yield* receiver((request) => {
    const isAuthentic = isFromTwilio({ authToken, publicUrl, trustedProxies: [] }, request)
    heard.push({ target: request.target, body: request.body, isAuthentic })
  })
  const config = yield* twilioConfig({
    accountSid: fake.accountSid,
    authToken: fake.authToken,
    apiUrl: fake.url,
    publicUrl,
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
