import { Redacted, Schema } from "effect"
import { expect, it } from "vitest"
import type { WebhookId } from "../../src/domain/id.ts"
import {
  listenersOf,
  rotated,
  secretsAt,
  type Signing,
  type Webhook,
  WebhookSecret,
  WebhookUrl
} from "../../src/domain/webhook.ts"
import { call, id, now } from "./given.ts"

const { workspaceId } = call
const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString("base64")

it("a secret has 24 to 64 bytes, as Standard Webhooks writes them", () => {
  const isSecret = (text: string) => Schema.is(WebhookSecret)(text)
  for (const bytes of [24, 25, 26, 63, 64]) expect(isSecret(`whsec_${base64(bytes)}`), String(bytes)).toBe(true)
  for (const bytes of [0, 23, 65]) expect(isSecret(`whsec_${base64(bytes)}`), String(bytes)).toBe(false)
  for (
    const text of [base64(24), `whsec_${base64(24)} `, `whsec_${base64(25).slice(0, -1)}`, `whsec_${"-_".repeat(16)}`]
  ) {
    expect(isSecret(text), text).toBe(false)
  }
})

it("a webhook is reached by http or https", () => {
  for (const url of ["https://example.com/hook?a=b", "http://localhost:8080", "https://a/@b?c=d@e", "https://a?b@c"]) {
    expect(Schema.is(WebhookUrl)(url)).toBe(true)
  }
  const wrong = ["ftp://example.com", "https:///hook", "https://a b", "https://a\0", "example.com", ""]
  for (const url of [...wrong, "https://me:secret@a", "https://me@a?b", "http://:@a"]) {
    expect(Schema.is(WebhookUrl)(url), url).toBe(false)
  }
})

it("the old secret signs beside the new one until its instant, and one that is older no more", () => {
  const [first, second, third] = ["first", "second", "third"].map((text) => Redacted.make(text)) as [
    Signing["secret"],
    Signing["secret"],
    Signing["secret"]
  ]
  expect(secretsAt(undefined, now)).toEqual([])
  const begun = rotated(undefined, first, now + 10)
  expect(secretsAt(begun, now)).toEqual([first])
  const once = rotated(begun, second, now + 10)
  expect(secretsAt(once, now + 9)).toEqual([second, first])
  expect(secretsAt(once, now + 10)).toEqual([second])
  expect(secretsAt(rotated(once, third, now + 20), now)).toEqual([third, second])
})

it("webhooks of the workspace listen, each for the types that it wants", () => {
  const webhook = (n: number, fields: Partial<Webhook> = {}): Webhook => ({
    workspaceId,
    id: id<WebhookId>(n),
    url: "https://example.com",
    events: null,
    paused: n === 1,
    cause: null,
    createdAt: now,
    ...fields
  })
  const all = [webhook(1), webhook(2, { events: ["call_started"] }), webhook(3, { workspaceId: id(9) })]
  const names = (type: "call_started" | "call_completed") =>
    listenersOf({ workspaceId, type }, all).map(({ address }) => address)
  expect(names("call_started")).toEqual([id(1), id(2)])
  expect(names("call_completed")).toEqual([id(1)])
})
