import { decodeUnknownInput } from "@campanile/core"
import { Effect, type Schema, type Scope } from "effect"
import type { Settings } from "./endpoint.ts"
import { BodyTooLarge, type FailureOf, type FailureTag, MalformedBody, UnsupportedMediaType } from "./failure.ts"

/** The body of a request: how it is described, and how it is read. */
export interface Body<
  B,
  Tag extends FailureTag = "MalformedBody" | "UnsupportedMediaType" | "BodyTooLarge" | "InvalidInput"
> {
  readonly mediaType: string
  readonly schema: Schema.Constraint
  readonly fails: ReadonlyArray<Tag>
  readonly read: (request: Request, settings: Settings) => Effect.Effect<B, FailureOf<Tag>, Scope.Scope>
}

/** Bytes that a JSON body may have. */
export const maxJsonBytes = 1_048_576

/** Bytes that a carrier's webhook may have. */
export const maxWebhookBytes = 65_536

/** The type and subtype of a media type, without its parameters. */
export const essence = (contentType: string | null): string => (contentType ?? "").split(";")[0]!.trim().toLowerCase()

const isJson = (contentType: string | null) => /^application\/(?:[\w.+-]+\+)?json$/u.test(essence(contentType))

const broken = () => new MalformedBody({ reason: "the body broke off" })

/**
 * Read the text of a body up to so many bytes; undefined for a longer one, of which the rest is not read. One that says
 * how long it is, as nearly all do, is read in one piece: that costs a server a fraction of a stream.
 */
export const readText = async (request: Request, limit: number): Promise<string | undefined> => {
  const length = request.headers.get("content-length")
  if (length !== null && /^\d+$/u.test(length)) {
    if (Number(length) > limit) return undefined
    const bytes = await request.arrayBuffer()
    return bytes.byteLength > limit ? undefined : new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  }
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let text = ""
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const parse = (text: string) =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () => new MalformedBody({ reason: text === "" ? "the body is empty" : "the body is not JSON" })
  })

/** A JSON body of a schema. */
export const jsonBody = <S extends Schema.ConstraintDecoder<unknown>>(schema: S): Body<S["Type"]> => {
  const decoded = decodeUnknownInput(schema)
  return {
    mediaType: "application/json",
    schema,
    fails: ["MalformedBody", "UnsupportedMediaType", "BodyTooLarge", "InvalidInput"],
    read: Effect.fnUntraced(function*(request: Request) {
      if (!isJson(request.headers.get("content-type"))) {
        return yield* new UnsupportedMediaType({ expected: "application/json" })
      }
      const text = yield* Effect.tryPromise({ try: () => readText(request, maxJsonBytes), catch: broken })
      if (text === undefined) return yield* new BodyTooLarge({ limit: maxJsonBytes })
      return yield* Effect.flatMap(parse(text), decoded)
    })
  }
}
