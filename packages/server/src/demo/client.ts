import { Effect, Schema } from "effect"

/** What the server has against a request, in its own words. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  request: Schema.String,
  status: Schema.Int,
  reasons: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `${this.request} was refused (${this.status}):\n${this.reasons.map((reason) => `  ${reason}`).join("\n")}`
  }
}

/** The server did not answer, or not what was expected. */
export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", {
  request: Schema.String,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `${this.request}: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

const Problem = Schema.fromJsonString(Schema.Struct({
  title: Schema.optionalKey(Schema.String),
  detail: Schema.optionalKey(Schema.String),
  errors: Schema.optionalKey(Schema.Array(Schema.Struct({ field: Schema.String, message: Schema.String })))
}))

const reasonsIn = (text: string) =>
  Schema.decodeUnknownEffect(Problem)(text).pipe(
    Effect.map(({ detail, errors, title }) =>
      errors !== undefined && errors.length > 0
        ? errors.map(({ field, message }) => field === "" ? message : `${field}: ${message}`)
        : [detail ?? title ?? text]
    ),
    Effect.catch(() => Effect.succeed([text.slice(0, 500)]))
  )

/** A client of the HTTP API with one key. It knows nothing of the server but its address. */
export const client = (address: string, key: string) => {
  const send = Effect.fn("demo.send")(function*(method: string, path: string, body?: string | FormData) {
    const request = `${method} ${path}`
    const url = path.startsWith("http") ? path : `${address}/ca/api/v0${path}`
    const json = typeof body === "string" ? { "content-type": "application/json" } : undefined
    const [response, text] = yield* Effect.tryPromise({
      try: async (signal) => {
        const init = { method, headers: { "x-api-key": key, ...json }, signal }
        const response = await fetch(url, body === undefined ? init : { ...init, body })
        return [response, await response.text()] as const
      },
      catch: (cause) => new NoAnswer({ request, cause })
    })
    if (response.ok) return text
    return yield* new Refused({ request, status: response.status, reasons: yield* reasonsIn(text) })
  })

  const answer = <A, I>(schema: Schema.Codec<A, I>, method: string, path: string, body?: string | FormData) =>
    Effect.flatMap(
      send(method, path, body),
      (text) =>
        Schema.decodeUnknownEffect(Schema.fromJsonString(schema))(text).pipe(
          Effect.mapError((cause) => new NoAnswer({ request: `${method} ${path}`, cause }))
        )
    )

  return {
    get: <A, I>(path: string, schema: Schema.Codec<A, I>) => answer(schema, "GET", path),
    post: <A, I>(path: string, body: Schema.Json, schema: Schema.Codec<A, I>) =>
      answer(schema, "POST", path, JSON.stringify(body)),
    upload: <A, I>(
      path: string,
      file: Uint8Array,
      fields: Readonly<Record<string, string>>,
      schema: Schema.Codec<A, I>
    ) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      form.set("file", new Blob([Uint8Array.from(file)], { type: "text/csv" }), "contacts.csv")
      return answer(schema, "POST", path, form)
    },
    text: (path: string) => send("GET", path)
  }
}

/** See {@link client}. */
export type Client = ReturnType<typeof client>
